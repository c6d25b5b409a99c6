import type { Paint, Tone } from "./paint.ts";

/** A cell: a text, with a tone that takes no width. */
export type Cell = string | { text: string; tone: Tone };

/**
 * Lays out rows in columns, two spaces apart and two in from the left.
 *
 * @param align one letter a column: `l` or `r`
 * @param widths least width of each column
 */
export function layTable(
  rows: readonly (readonly Cell[])[],
  align: string,
  paint: Paint,
  widths: readonly number[] = [],
): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const width = Array.from({ length: columns }, (_, column) =>
    Math.max(widths[column] ?? 0, ...rows.map((row) => Bun.stringWidth(textOf(row[column])))),
  );
  return rows.map((row) => {
    const cells = row.map((cell, column) => {
      const text = textOf(cell);
      const gap = " ".repeat(width[column]! - Bun.stringWidth(text));
      const painted = typeof cell === "string" ? text : paint(cell.tone, text);
      return align[column] === "r" ? gap + painted : painted + (column === row.length - 1 ? "" : gap);
    });
    return `  ${cells.join("  ")}`.trimEnd();
  });
}

/** Breaks a list of words into lines of at most `width`, each after the first indented. */
export function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(" ")) {
    if (Bun.stringWidth(line) + 1 + Bun.stringWidth(word) > width && line.trim() !== "") {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += line.trim() === "" ? word : ` ${word}`;
  }
  if (line.trim() !== "") lines.push(line);
  return lines;
}

function textOf(cell: Cell | undefined): string {
  return cell === undefined ? "" : typeof cell === "string" ? cell : cell.text;
}
