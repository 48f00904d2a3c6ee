import type { Frame } from "playwright-core";

/** Names of the columns of the grid that is shown. */
export function gridColumns(results: Frame): Promise<string[]> {
  return results.locator("[role=columnheader] .grid-name").allTextContents();
}

/** Texts of the cells that are drawn, row by row. */
export async function gridCells(results: Frame): Promise<readonly (readonly string[])[]> {
  const rows = await results.locator("[role=row]:has([role=gridcell])").all();
  return Promise.all(rows.map((row) => row.locator("[role=gridcell]").allTextContents()));
}
