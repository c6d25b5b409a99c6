import { element, TextCell } from "../dom.ts";

/** A column of a {@link RowTable}. */
export interface Column<T> {
  title: string;
  text: (row: T) => string;
  /** A class of the cell, such as `up` or `down`. */
  tone?: (row: T) => string;
  isNumber?: boolean;
  /** A column of buttons: its text is the button's, and where that is empty there is none. */
  press?: (row: T) => void;
  /** What a button is called. */
  label?: (row: T) => string;
}

interface Cell {
  td: HTMLTableCellElement;
  text: TextCell;
  button: HTMLButtonElement | undefined;
  tone: string;
}

interface Line<T> {
  tr: HTMLTableRowElement;
  cells: Cell[];
  row: T | undefined;
}

/** A table whose rows are made once and then only written anew. */
export class RowTable<T> {
  readonly element: HTMLElement;
  readonly #columns: readonly Column<T>[];
  readonly #body: HTMLElement = element("tbody");
  readonly #table: HTMLTableElement;
  readonly #empty: HTMLElement;
  readonly #lines: Line<T>[] = [];
  #used = 0;

  /** @param empty what is said where there are no rows */
  constructor(label: string, empty: string, columns: readonly Column<T>[]) {
    this.#columns = columns;
    const heads = columns.map(({ title, isNumber, press }) =>
      press === undefined
        ? element("th", { scope: "col", class: isNumber && "number" }, title)
        : element("td", { class: "press" }),
    );
    this.#table = element(
      "table",
      { "aria-label": label, hidden: true },
      element("thead", {}, element("tr", {}, ...heads)),
      this.#body,
    );
    this.#empty = element("p", { class: "empty" }, empty);
    this.element = element(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": label },
      this.#table,
      this.#empty,
    );
  }

  /** Shows these rows. */
  draw(rows: readonly T[]): void {
    while (this.#lines.length < rows.length) this.#lines.push(this.#makeLine());
    rows.forEach((row, k) => {
      const line = this.#lines[k]!;
      line.row = row;
      if (k >= this.#used) line.tr.hidden = false;
      this.#columns.forEach((column, c) => {
        this.#write(line.cells[c]!, column, row);
      });
    });
    for (let k = rows.length; k < this.#used; k++) {
      this.#lines[k]!.tr.hidden = true;
      this.#lines[k]!.row = undefined;
    }
    const isEmpty = rows.length === 0;
    if (this.#table.hidden !== isEmpty) {
      this.#table.hidden = isEmpty;
      this.#empty.hidden = !isEmpty;
    }
    this.#used = rows.length;
  }

  #write(cell: Cell, column: Column<T>, row: T): void {
    const text = column.text(row);
    cell.text.set(text);
    const tone = column.tone?.(row) ?? "";
    if (tone !== cell.tone) {
      if (cell.tone !== "") cell.td.classList.remove(cell.tone);
      if (tone !== "") cell.td.classList.add(tone);
      cell.tone = tone;
    }
    if (cell.button === undefined) return;
    cell.button.hidden = text === "";
    const label = column.label?.(row);
    if (label !== undefined && cell.button.getAttribute("aria-label") !== label)
      cell.button.setAttribute("aria-label", label);
  }

  #makeLine(): Line<T> {
    const line: Line<T> = { tr: element("tr"), cells: [], row: undefined };
    line.cells = this.#columns.map(({ isNumber, press }) => {
      const text = new TextCell();
      const button = press === undefined ? undefined : element("button", { type: "button", class: "small" }, text.node);
      button?.addEventListener("click", () => {
        if (line.row !== undefined) press!(line.row);
      });
      const td = element("td", { class: isNumber && "number" }, button ?? text.node);
      return { td, text, button, tone: "" };
    });
    line.tr.append(...line.cells.map(({ td }) => td));
    this.#body.append(line.tr);
    return line;
  }
}
