import { clock } from "../format.ts";
import type { EngineView } from "../store/engine-view.ts";
import type { LogRow } from "../store/rows.ts";
import { Topic } from "../store/topics.ts";
import { type Panel, section } from "./panel.ts";
import { RowTable } from "./row-table.ts";

const MOST = 40;

/** The gateway's log: who came, and who had what done. */
export class LogPanel implements Panel {
  readonly element: HTMLElement;
  readonly topics: number = Topic.Logs;
  readonly everyMillis = 200;
  readonly #table = new RowTable<LogRow>("log", "Nothing was logged yet.", [
    { title: "time", width: 92, text: ({ time }) => clock(time) },
    {
      title: "level",
      width: 46,
      text: ({ level }) => level,
      tone: ({ level }) => (level === "warn" || level === "error" ? "warning" : ""),
    },
    { title: "what", width: 120, text: ({ message }) => message },
    { title: "with", text: ({ fields }) => (fields === undefined ? "" : fieldsText(fields)) },
  ]);

  constructor() {
    this.element = section("log", "Log", "who came, and who had what done", this.#table.element);
  }

  draw(view: EngineView): void {
    this.#table.draw(view.logs.take(MOST));
  }
}

/** `price 500.02, size 40`: a record's fields for people. */
export function fieldsText(fields: unknown): string {
  if (fields === null || typeof fields !== "object") return String(fields);
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]) =>
        `${name} ${value !== null && typeof value === "object" ? `{ ${fieldsText(value)} }` : String(value)}`,
    )
    .join(", ");
}
