import { element, TextCell } from "../dom.ts";

/** A column of a {@link RowTable}. */
export interface Column<T> {
  title: string;
  text: (row: T) => string;
  /** A class of the cell, such as `up` or `down`. */
  tone?: (row: T) => string;
  isNumber?: boolean;
  /** In pixels; columns without one share what is left. */
  width?: number;
  /** Whether it stands below the others, over the whole width, in as many lines as it needs. */
  isBelow?: boolean;
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
  /** One, or two where a column stands below. */
  trs: HTMLTableRowElement[];
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
  /** Those in use in their order, then those that are free. */
  #lines: Line<T>[] = [];

  /** @param empty what is said where there are no rows */
  constructor(label: string, empty: string, columns: readonly Column<T>[]) {
    this.#columns = columns;
    const besides = columns.filter(({ isBelow }) => isBelow !== true);
    const heads = besides.map(({ title, isNumber, press }) =>
      press === undefined
        ? element("th", { scope: "col", class: isNumber && "number" }, title)
        : element("td", { class: "press" }),
    );
    const widths = besides.map(({ width }) => {
      const col = element("col");
      if (width !== undefined) col.style.width = `${width}px`;
      return col;
    });
    this.#table = element(
      "table",
      { "aria-label": label, hidden: true },
      element("colgroup", {}, ...widths),
      element("thead", {}, element("tr", {}, ...heads)),
      this.#body,
    );
    this.#empty = element("p", { class: "empty" }, empty);
    this.element = element(
      "div",
      { class: "scroll", tabindex: 0, role: "group", "aria-label": label },
      this.#table,
      this.#empty,
    );
  }

  /** Shows these rows. A row that was shown before keeps its line, wherever it is now: lists that grow at one end move little. */
  draw(rows: readonly T[]): void {
    const before = new Map<T, Line<T>>();
    for (const line of this.#lines) if (line.row !== undefined) before.set(line.row, line);
    const lines = rows.map((row) => {
      const line = before.get(row);
      before.delete(row);
      return line;
    });
    const free = this.#lines.filter((line) => line.row === undefined || before.get(line.row) === line);
    this.#lines = rows.map((row, k) => lines[k] ?? free.pop() ?? this.#makeLine());
    let place: ChildNode | null = this.#body.firstChild;
    this.#lines.forEach((line, k) => {
      const row = rows[k]!;
      line.row = row;
      this.#columns.forEach((column, c) => {
        this.#write(line.cells[c]!, column, row);
      });
      for (const tr of line.trs) {
        if (tr === place) place = place.nextSibling;
        else this.#body.insertBefore(tr, place);
        if (tr.hidden) tr.hidden = false;
      }
    });
    for (const line of free) {
      line.row = undefined;
      for (const tr of line.trs) tr.hidden = true;
      this.#lines.push(line);
    }
    const isEmpty = rows.length === 0;
    if (this.#table.hidden === isEmpty) return;
    this.#table.hidden = isEmpty;
    this.#empty.hidden = !isEmpty;
  }

  #write(cell: Cell, column: Column<T>, row: T): void {
    const text = column.text(row);
    if (cell.text.set(text) && column.width === undefined && column.isNumber !== true && column.isBelow !== true)
      cell.td.title = text;
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
    const line: Line<T> = { trs: [element("tr")], cells: [], row: undefined };
    line.cells = this.#columns.map(({ isNumber, isBelow, press, width }) => {
      const text = new TextCell();
      const button = press === undefined ? undefined : element("button", { type: "button", class: "small" }, text.node);
      button?.addEventListener("click", () => {
        if (line.row !== undefined) press!(line.row);
      });
      const td = element(
        "td",
        {
          class: isNumber ? "number" : width === undefined && isBelow !== true && "cut",
          colspan: isBelow === true ? this.#columns.length - 1 : undefined,
        },
        button ?? text.node,
      );
      if (isBelow === true) line.trs[1] = element("tr", { class: "below" }, td);
      else line.trs[0]!.append(td);
      return { td, text, button, tone: "" };
    });
    return line;
  }
}
