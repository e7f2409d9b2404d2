// Columns of text, as `ps` and the help show them.

/** Between two columns. */
const GAP = 2;

/**
 * Lays rows out in columns as wide as their widest cell; the last one is left ragged.
 *
 * @param painted shows a cell, after its width was counted: colours take no room
 */
export function tableText(
  rows: readonly (readonly string[])[],
  painted: (cell: string, column: number, row: number) => string = (cell) => cell,
): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ""))),
  );
  const lines = rows.map((row, at) =>
    row
      .map((cell, column) => {
        const padding = column === row.length - 1 ? 0 : (widths[column] ?? 0) - widthOf(cell) + GAP;
        return painted(cell, column, at) + " ".repeat(padding);
      })
      .join("")
      .trimEnd(),
  );
  return lines.map((line) => `${line}\n`).join("");
}

/** Cut to a width, with an ellipsis where something was cut off. */
export function shortened(text: string, width: number): string {
  return widthOf(text) <= width ? text : `${[...text].slice(0, width - 1).join("")}…`;
}

function widthOf(text: string): number {
  return Bun.stringWidth(text);
}
