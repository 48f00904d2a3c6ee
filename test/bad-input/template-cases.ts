import { badCheck, badDag, badTemplate } from "./bad-input.ts";

/** Ways to get a template wrong. */
export const TEMPLATE_CASES = [
  badTemplate("a name that does not exist", "SELECT *\nFROM orders\nWHERE day = '{{ dss }}'"),
  badTemplate("a parameter that the DAG does not have", "SELECT * FROM orders LIMIT {{ params.limt }}"),
  badTemplate("a filter that does not exist", "SELECT '{{ ds | uper }}'"),
  badTemplate("a value that is not closed", "SELECT *\nFROM orders\nWHERE day = '{{ ds }'"),
  badTemplate("a block that is not closed", "SELECT *\nFROM orders\n{% if params.limit %}\nLIMIT 10"),
  badTemplate("a statement that does not exist", "{% fro day in [1, 2] %}SELECT {{ day }};{% endfor %}"),
  badTemplate("a name that Airflow has left behind", "SELECT '{{ execution_date }}'"),
  badTemplate("an XCom", "SELECT '{{ ti.xcom_pull(task_ids='count') }}'"),
  badTemplate("a variable of Airflow", "SELECT '{{ var.value.region }}'"),
  badDag(
    "a wrong name in the key of a sensor",
    `import { dag, s3KeySensor } from "millrace";

dag({ id: "shop" }, () => {
  s3KeySensor("wait", { keys: "orders/{{ ds_nodsh }}.json" });
});
`,
  ),
  badCheck(
    "a wrong name in the where of a check",
    `rowCount({ table: "orders", where: "placed_at >= '{{ data_interval_strat }}'", min: 1 })`,
  ),
];
