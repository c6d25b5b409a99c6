/** Lays out rows in columns, the first aligned to the left, the others to the right. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, Bun.stringWidth(cell));
  }
  const pad = (cell: string, i: number): string => {
    const space = " ".repeat(widths[i]! - Bun.stringWidth(cell));
    return i === 0 ? cell + space : space + cell;
  };
  return rows.map((row) => row.map(pad).join("   ").trimEnd()).join("\n");
}
