import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FromConnectionForm } from "../../../protocol/webview/connection.ts";
import { findChromium, NO_CHROMIUM } from "../../vscode/browser.ts";
import { useStubHost } from "../use-stub-host.ts";
import {
  ANSWERS,
  type ConnectionPage,
  checked,
  openForm,
  STEPS,
  SUBJECT,
  secretStates,
  step,
  tellTest,
} from "./connections.ts";

const SECRET = "hunter2";

const isChange = (message: FromConnectionForm) => message.kind === "changed";
const isTest = (message: FromConnectionForm) => message.kind === "test";
const isSave = (message: FromConnectionForm) => message.kind === "save";
const lastChange = async ({ posted }: ConnectionPage) => (await posted()).filter(isChange).at(-1);

describe("the form of a connection", { skip: findChromium() === undefined ? NO_CHROMIUM : false }, () => {
  const theHost = useStubHost();

  it("is tested, shows each step, and is saved when all went well", async () => {
    const form = await openForm(theHost());
    const { page } = form;
    await page.getByLabel("Name", { exact: true }).fill("prod");
    await page.getByLabel("Password", { exact: true }).fill(SECRET);
    const { version } = (await lastChange(form)) ?? { version: -1 };
    await page.getByTestId("test").click();
    assert.deepEqual(await form.waitForPost(isTest), {
      kind: "test",
      version,
      secrets: { password: SECRET },
    });
    await tellTest(form, version, STEPS);
    assert.deepEqual(await page.getByTestId("step").locator(".name").allTextContents(), [
      "configuration",
      "reach",
      "sign in",
      "read",
    ]);
    await page.getByText("Set another one, or ask who runs the server.").waitFor();
    assert.equal(await page.getByTestId("verdict").textContent(), "It does not work yet.");
    assert.equal(await page.getByTestId("save").isVisible(), false);
    assert.equal(await page.getByTestId("save-anyway").isVisible(), true);
    await tellTest(form, version, [step("configuration"), step("sign in")]);
    assert.equal(await page.getByTestId("step").count(), 2);
    assert.equal(await page.getByTestId("verdict").textContent(), "It works.");
    await page.getByTestId("save").click();
    assert.deepEqual(await form.waitForPost(isSave), {
      kind: "save",
      version,
      secrets: { password: SECRET },
    });
    assert.deepEqual(form.errors, []);
    await page.close();
  });

  it("keeps no secret: neither in its state, nor in what it tells of its answers", async () => {
    const form = await openForm(theHost());
    await form.page.getByLabel("Password", { exact: true }).fill(SECRET);
    await form.page.getByLabel("Name", { exact: true }).fill("prod");
    assert.equal((await form.posted()).filter(isChange).length, 2);
    assert.doesNotMatch(JSON.stringify([await form.kept(), await form.posted()]), new RegExp(SECRET));
    assert.equal(await form.page.getByLabel("Password", { exact: true }).getAttribute("type"), "password");
    const kept = await form.kept();
    await form.page.close();
    assert.deepEqual(kept, { folder: SUBJECT.folder, answers: { ...ANSWERS, name: "prod" } });
    const again = await theHost().open<FromConnectionForm, never>("connection", { kept });
    const ready = await again.waitForPost((message) => message.kind === "ready");
    assert.deepEqual(ready.kept, { ...ANSWERS, name: "prod" });
    await again.page.close();
  });

  it("has a test count for the answers that it was of", async () => {
    const form = await openForm(theHost());
    const { page } = form;
    await tellTest(form, 0, [step("sign in")]);
    assert.equal(await page.getByTestId("save").isVisible(), true);
    await page.getByLabel("Host", { exact: true }).fill("other");
    assert.equal(await page.getByTestId("verdict").textContent(), "The form has changed since this test.");
    assert.equal(await page.getByTestId("save").isVisible(), false);
    // A secret is an answer too.
    await tellTest(form, 1, [step("sign in")]);
    await page.getByLabel("Password", { exact: true }).fill(SECRET);
    assert.equal(await page.getByTestId("save").isVisible(), false);
    // Of a test that was overtaken.
    await form.tell({ kind: "tested", version: 1, problem: null, problems: {} });
    assert.equal(await page.getByTestId("verdict").textContent(), "The form has changed since this test.");
    await page.close();
  });

  it("is tested and saved by Ctrl+Enter, and a test is cancelled by its button", async () => {
    const form = await openForm(theHost());
    const { page } = form;
    await page.getByLabel("Name", { exact: true }).press("Control+Enter");
    await form.waitForPost(isTest);
    await form.tell({ kind: "testing", version: 0 });
    // One at a time.
    await page.keyboard.press("Control+Enter");
    assert.equal((await form.posted()).filter(isTest).length, 1);
    await page.getByTestId("cancel-test").click();
    await form.waitForPost((message) => message.kind === "cancel-test");
    await form.tell({ kind: "tested", version: 0, problem: "The test was cancelled.", problems: {} });
    await page.getByText("The test was cancelled.").waitFor();
    await tellTest(form, 0, [step("sign in")]);
    await page.keyboard.press("Control+Enter");
    await form.waitForPost(isSave);
    await page.close();
  });

  it("has the fields of the chosen type, and keeps what was typed for another", async () => {
    const form = await openForm(theHost());
    const { page } = form;
    await page.getByLabel("Host", { exact: true }).fill("db");
    await page.getByRole("radio", { name: "Postgres" }).focus();
    await page.keyboard.press("ArrowRight");
    assert.equal((await lastChange(form))?.answers.type, "s3");
    assert.equal(await page.getByLabel("Host", { exact: true }).isVisible(), false);
    await page.getByLabel("Bucket", { exact: true }).fill("raw");
    await page.keyboard.press("Tab");
    await page.keyboard.type("2018/");
    await page.getByLabel("Access as").selectOption({ label: "A profile of the AWS configuration" });
    await page.getByLabel("Profile", { exact: true }).fill("me");
    const { answers } = (await lastChange(form)) ?? {};
    assert.deepEqual(answers?.fields, {
      "postgres:host": "db",
      "s3:bucket": "raw",
      "s3:prefix": "2018/",
      "s3:profile": "me",
    });
    assert.equal(answers?.access, "profile");
    await page.close();
  });

  it("sends only secrets that are to be kept, of the chosen type and way", async () => {
    const form = await openForm(theHost(), { answers: { ...ANSWERS, type: "s3", access: "keys" } });
    const { page } = form;
    await page.getByLabel("Access key id", { exact: true }).fill("AKIA");
    await page.getByLabel("Secret access key", { exact: true }).fill(SECRET);
    await page.getByLabel("Access key id comes from").selectOption("env");
    await page.getByLabel("Variable").filter({ visible: true }).fill("KEY_ID");
    await page.getByTestId("test").click();
    assert.deepEqual((await form.waitForPost(isTest)).secrets, { secretAccessKey: SECRET });
    assert.equal((await lastChange(form))?.answers.secrets.accessKeyId.env, "KEY_ID");
    await page.getByLabel("Access as").selectOption("anonymous");
    await page.getByTestId("save-anyway").click();
    assert.deepEqual((await form.waitForPost(isSave)).secrets, {});
    await page.close();
  });

  it("tells whether a variable is there, and whether a secret is kept", async () => {
    const password = { ...ANSWERS.secrets.password, way: "env", env: "PW" } as const;
    const form = await openForm(theHost(), {
      answers: { ...ANSWERS, secrets: { ...ANSWERS.secrets, password } },
      checked: { secrets: secretStates({ password: { hasVariable: false, isKept: true } }) },
    });
    const { page } = form;
    const variable = page.getByLabel("Variable").first();
    const described = (await variable.getAttribute("aria-describedby")) ?? "";
    assert.match((await page.locator(`#${described}`).textContent()) ?? "", /^Neither \.env nor/);
    await form.tell(checked(0, { secrets: secretStates({ password: { hasVariable: true, isKept: true } }) }));
    await page.getByText("It is there.").waitFor();
    await page.getByLabel("Password comes from").selectOption("editor");
    await form.tell(checked(1, { secrets: secretStates({ password: { isKept: true } }) }));
    await page.getByText("The editor keeps prod.password already: empty means that one.").waitFor();
    await page.close();
  });

  it("shows what is wrong where somebody has been, and all of it when a button was pressed", async () => {
    const form = await openForm(theHost(), { checked: { problems: { name: "It needs a name." } } });
    const { page } = form;
    const name = page.getByLabel("Name", { exact: true });
    assert.equal(await name.getAttribute("aria-invalid"), null);
    await name.focus();
    await page.keyboard.press("Tab");
    assert.equal(await name.getAttribute("aria-invalid"), "true");
    const problems = {
      name: "It needs a name.",
      "postgres:maxSessions": "It is no number.",
      "secret:password": "Type it.",
      form: "millrace.json has a mistake in line 3.",
    };
    await form.tell({ kind: "refused", version: 0, problems });
    assert.equal(await page.evaluate("document.activeElement.id"), "name");
    const password = page.getByLabel("Password", { exact: true });
    assert.equal(await password.getAttribute("aria-invalid"), "true");
    assert.match((await password.getAttribute("aria-describedby")) ?? "", /password-typed-problem/);
    // It was folded away.
    assert.equal(await page.getByLabel("Sessions at the same time").isVisible(), true);
    assert.equal(await page.getByTestId("form-problem").textContent(), problems.form);
    await name.fill("prod");
    await form.tell(checked(1));
    assert.equal(await page.locator("[aria-invalid=true]").count(), 0);
    assert.equal(await page.getByTestId("form-problem").isVisible(), false);
    await page.close();
  });

  it("does not move what is being clicked, nor tell what was wrong before it was mended", async () => {
    const form = await openForm(theHost(), {
      answers: { ...ANSWERS, type: "files" },
      checked: { problems: { name: "It needs a name." } },
    });
    const { page } = form;
    const name = page.getByLabel("Name", { exact: true });
    const problem = page.getByText("It needs a name.");
    const browse = page.getByRole("button", { name: "Browse for: Folder" });
    await name.focus();
    await browse.click();
    await form.waitForPost((message) => message.kind === "browse");
    await problem.waitFor();
    await name.fill("landing");
    await form.tell(checked(1));
    await problem.waitFor({ state: "hidden" });
    await page.close();
    const other = await openForm(theHost(), { checked: { problems: { name: "It needs a name." } } });
    await other.page.getByLabel("Name", { exact: true }).fill("prod");
    await other.page.keyboard.press("Tab");
    assert.equal(await other.page.getByText("It needs a name.").isVisible(), false);
    await other.tell(checked(1, { problems: { name: "There is one." } }));
    await other.page.getByText("There is one.").waitFor();
    await other.page.close();
  });

  it("can be used on a target that is there, and on a new one", async () => {
    const form = await openForm(theHost());
    const { page } = form;
    await page.getByLabel("Use on a target").selectOption({ label: "prod (production)" });
    assert.deepEqual(await lastChange(form).then((change) => [change?.answers.use, change?.answers.target]), [
      "known",
      "prod",
    ]);
    await page.getByLabel("Use on a target").selectOption({ label: "On a new target" });
    await page.getByLabel("The target's name").fill("stage");
    await page.getByLabel("Stands for").fill("lake");
    const { answers } = (await lastChange(form)) ?? {};
    assert.deepEqual([answers?.use, answers?.newTarget, answers?.standsFor], ["new", "stage", "lake"]);
    await page.close();
  });

  it("offers the targets that millrace.json has now", async () => {
    const form = await openForm(theHost());
    const { page } = form;
    const list = page.getByLabel("Use on a target");
    await page.getByLabel("Password", { exact: true }).fill(SECRET);
    await list.selectOption({ label: "dev" });
    const tell = (...names: readonly string[]) =>
      form.tell({
        kind: "subject",
        subject: { ...SUBJECT, targets: names.map((name) => ({ name, production: false })) },
        filled: null,
      });
    await tell("dev", "stage");
    assert.deepEqual(await list.locator("option").allTextContents(), [
      "On none, by its own name only",
      "dev",
      "stage",
      "On a new target",
    ]);
    assert.equal(await list.locator("option:checked").textContent(), "dev");
    await tell("stage");
    assert.equal(await list.locator("option:checked").textContent(), "dev (not in millrace.json any more)");
    await list.selectOption({ label: "stage" });
    assert.equal((await lastChange(form))?.answers.target, "stage");
    assert.equal(await list.locator("option").count(), 3);
    assert.equal(await page.getByLabel("Password", { exact: true }).inputValue(), SECRET);
    await page.close();
  });

  it("has a file or folder chosen, and takes it as if it were typed", async () => {
    const form = await openForm(theHost());
    const { page } = form;
    await page.getByLabel("Password", { exact: true }).fill(SECRET);
    await page.getByText("More", { exact: true }).first().click();
    await page.getByRole("button", { name: "Browse for: CA certificates" }).click();
    const asked = await form.waitForPost((message) => message.kind === "browse");
    assert.deepEqual(asked, { kind: "browse", field: "postgres:sslrootcert" });
    await form.tell({ kind: "chosen", field: "postgres:sslrootcert", path: "certs/ca.pem" });
    assert.equal(await page.getByLabel("CA certificates", { exact: true }).inputValue(), "certs/ca.pem");
    assert.deepEqual((await lastChange(form))?.answers.fields, { "postgres:sslrootcert": "certs/ca.pem" });
    // What was typed before and after stays.
    await page.getByLabel("Host", { exact: true }).fill("db");
    assert.deepEqual((await lastChange(form))?.answers.fields, {
      "postgres:sslrootcert": "certs/ca.pem",
      "postgres:host": "db",
    });
    assert.equal(await page.getByLabel("Password", { exact: true }).inputValue(), SECRET);
    await page.close();
  });

  it("shows what a test found at its field, until the form is another", async () => {
    const form = await openForm(theHost());
    const { page } = form;
    const password = page.getByLabel("Password", { exact: true });
    const problems = { "secret:password": "The server does not accept it." };
    await tellTest(form, 0, STEPS, problems);
    assert.equal(await password.getAttribute("aria-invalid"), "true");
    await page.getByText(problems["secret:password"]).waitFor();
    // The folder is read again: the test is still one of these answers.
    await form.tell(checked(0));
    assert.equal(await password.getAttribute("aria-invalid"), "true");
    await password.fill(SECRET);
    assert.equal(await password.getAttribute("aria-invalid"), null);
    await page.close();
  });

  it("says what saving without a test that was passed is", async () => {
    const form = await openForm(theHost());
    const button = form.page.getByTestId("save-anyway");
    assert.equal(await button.textContent(), "Save untested…");
    await tellTest(form, 0, STEPS);
    assert.equal(await button.textContent(), "Save anyway…");
    assert.equal(await button.getAttribute("appearance"), "secondary");
    await form.page.getByLabel("Host", { exact: true }).fill("db");
    assert.equal(await button.textContent(), "Save untested…");
    await form.page.close();
  });

  it("says before a secret is typed that the editor does not keep it for long", async () => {
    const short = { isShortLived: true };
    const form = await openForm(theHost(), { checked: { secrets: secretStates({ password: short }) } });
    await form.page.getByText(/until this window is closed or reloaded.*there may be no keyring/).waitFor();
    await form.page.close();
  });

  it("keeps what is being typed when the folder is read again", async () => {
    const form = await openForm(theHost());
    const { page } = form;
    await page.getByLabel("Password", { exact: true }).fill(SECRET);
    await form.tell({ kind: "subject", subject: { ...SUBJECT, folderName: "other" }, filled: null });
    assert.equal(await page.getByLabel("Password", { exact: true }).inputValue(), SECRET);
    await form.tell({ kind: "unavailable", text: "The runner is starting…" });
    assert.equal(await page.getByTestId("status").textContent(), "The runner is starting…");
    await page.keyboard.press("Control+Enter");
    assert.equal((await form.posted()).some(isTest), false);
    assert.equal(await page.getByLabel("Password", { exact: true }).inputValue(), SECRET);
    await page.close();
  });

  it("only shows hostile texts", async () => {
    const hostile = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>"'\n\u202e😀`;
    const long = "x".repeat(10_000);
    const form = await openForm(theHost(), {
      subject: { ...SUBJECT, folderName: hostile, targets: [{ name: hostile, production: true }] },
      answers: { ...ANSWERS, name: hostile, fields: { "postgres:host": long } },
      checked: { preview: hostile + long },
    });
    await tellTest(form, 0, [step(hostile, { outcome: "failed", text: long, next: hostile })]);
    await form.tell({ kind: "refused", version: 0, problems: { name: hostile, form: long } });
    assert.equal(await form.page.title(), "connection");
    assert.equal(await form.page.locator("img, #root script").count(), 0);
    assert.equal(await form.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), true);
    assert.deepEqual(form.errors, []);
    await form.page.close();
  });

  it("shows that there is more below, until the end is seen, and nothing where all is seen", async () => {
    const { page } = await openForm(theHost(), { options: { size: { width: 1100, height: 600 } } });
    const scrolled = async (to: number, opacity: number): Promise<void> => {
      await page.locator(".fields").evaluate((fields, top) => fields.scrollTo(0, top), to);
      const shadow = (): Promise<number> =>
        page.evaluate("Number(getComputedStyle(document.querySelector('.fields'), '::after').opacity)");
      for (let tries = 0; tries < 200 && (await shadow()) !== opacity; tries += 1)
        await page.waitForTimeout(20);
      assert.equal(await shadow(), opacity);
    };
    await scrolled(0, 1);
    await scrolled(10_000, 0);
    await scrolled(0, 1);
    await page.setViewportSize({ width: 1100, height: 1300 });
    await scrolled(0, 0);
    await page.close();
  });

  it("has one distance between fields, whatever they are grouped in", async () => {
    for (const type of ["postgres", "s3"] as const) {
      const { page } = await openForm(theHost(), { answers: { ...ANSWERS, type } });
      const distances: readonly number[] = await page.evaluate(`
        [...document.querySelectorAll(".fields section, .fields section .stack")].flatMap((group) => {
          const boxes = [...group.children].map((child) => child.getBoundingClientRect()).filter(({ height }) => height > 0);
          return boxes.slice(1).map(({ top }, index) => Math.round(top - boxes[index].bottom));
        })`);
      assert.ok(distances.length >= 5, type);
      assert.deepEqual([...new Set(distances)], [12], type);
      await page.close();
    }
  });

  it("has room in a narrow panel", async () => {
    const form = await openForm(theHost(), { options: { size: { width: 360, height: 700 } } });
    assert.equal(await form.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), true);
    assert.equal(await form.page.getByTestId("test").isVisible(), true);
    // The steps are below, where nobody looks.
    await tellTest(form, 0, STEPS);
    const verdict = form.page.locator("footer").getByText("It does not work yet.");
    assert.equal(await verdict.isVisible(), true);
    await form.page.setViewportSize({ width: 1200, height: 700 });
    assert.equal(await verdict.isVisible(), false);
    await form.page.close();
  });
});
