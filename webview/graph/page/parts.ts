import type {
  FromGraphPage,
  GraphDag,
  GraphInstance,
  GraphRun,
  GraphTask,
} from "../../../protocol/webview/graph.ts";
import type { DetailPane } from "../detail/detail-pane.ts";
import type { Canvas } from "../draw/canvas.ts";
import type { GraphView } from "../graph-view.ts";
import type { PageState } from "../model/page-state.ts";
import { taskKey } from "../model/shown-graph.ts";
import type { Regions } from "../regions.ts";
import type { RunPicker } from "../run-picker.ts";
import type { SearchBox } from "../search-box.ts";
import type { Toolbar } from "../toolbar.ts";

/** What the page has been told, and what the user is at. */
export interface Known {
  state: PageState;
  dag: GraphDag | null;
  run: GraphRun | null;
  runs: readonly GraphRun[];
  readonly instances: Map<string, GraphInstance>;
  found: readonly GraphTask[];
  foundAt: number;
  isSearching: boolean;
  /** The graph was fitted before the details took room from it, and nobody has moved it since. */
  fitsAfter: boolean;
  /** The node that has the focus when the graph has it. */
  focused: string | null;
}

/** The parts of the page, made once, and what they have in common. */
export interface Parts {
  readonly known: Known;
  readonly canvas: Canvas;
  readonly view: GraphView;
  readonly picker: RunPicker;
  readonly search: SearchBox;
  readonly toolbar: Toolbar;
  readonly detail: DetailPane;
  readonly regions: Regions;
  post(message: FromGraphPage): void;
  /** Changes what is kept. */
  set(change: Partial<PageState>): void;
}

/** Undefined also when a group is selected, or a task that is no more. */
export function selectedTask({ dag, state }: Known): GraphTask | undefined {
  return dag?.tasks.find(({ id }) => taskKey(id) === state.selected);
}
