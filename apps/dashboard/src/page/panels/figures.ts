/** Caches, queues, pools, memory, the garbage collector, the journal and the clients: how the machine does. */

import type { Statistics } from "@hotpath/gateway/protocol";
import { element, TextCell } from "../dom.ts";
import { bytes, fixed, percent } from "../format.ts";
import type { EngineView } from "../store/engine-view.ts";
import { Topic } from "../store/topics.ts";
import { type Panel, section } from "./panel.ts";

/** A list of names and figures whose rows are made once. */
export class FigureList {
  readonly element: HTMLElement = element("dl", { class: "figures-list" });
  readonly #cells = new Map<string, { text: TextCell; dd: HTMLElement }>();

  /** Writes a figure behind its name, beneath its group where it is the group's first. @returns the figure's place */
  write(group: string, name: string, figure: string): HTMLElement {
    const key = `${group} ${name}`;
    let cell = this.#cells.get(key);
    if (cell === undefined) {
      const text = new TextCell();
      cell = { text, dd: element("dd", {}, text.node) };
      this.#cells.set(key, cell);
      const dt = element("dt", {}, ...(group === "" ? [] : [element("b", {}, group), " "]), name);
      this.element.append(element("div", {}, dt, cell.dd));
    }
    cell.text.set(figure);
    return cell.dd;
  }
}

export class FiguresPanel implements Panel {
  readonly element: HTMLElement;
  readonly topics: number = Topic.Statistics;
  readonly everyMillis = 500;
  readonly #list = new FigureList();

  constructor() {
    const scroll = element(
      "div",
      { class: "scroll", tabindex: 0, role: "group", "aria-label": "counts" },
      this.#list.element,
    );
    this.element = section("machine", "Caches, queues, memory", "how the machine does", scroll);
  }

  draw(view: EngineView): void {
    for (const [group, name, figure] of figuresOf(view.statistics)) this.#list.write(group, name, figure);
  }
}

function* figuresOf(statistics: Statistics | undefined): Generator<[group: string, name: string, figure: string]> {
  if (statistics === undefined) return;
  for (const { name, hitRate, hits, misses } of statistics.caches)
    yield ["cache", name, hits + misses === 0 ? "not asked" : `${percent(hitRate)} hits of ${fixed(hits + misses, 0)}`];
  for (const { name, size, capacity } of statistics.queues)
    yield [
      "queue",
      name,
      capacity === undefined ? `${fixed(size, 0)} wait` : `${fixed(size, 0)} of ${fixed(capacity, 0)}`,
    ];
  for (const { name, used, capacity } of statistics.pools)
    yield ["pool", name, `${fixed(used, 0)} of ${fixed(capacity, 0)}`];
  const { memory, collector, journal, clients } = statistics;
  yield ["memory", "resident", bytes(memory.residentBytes)];
  yield ["memory", "heap", `${bytes(memory.heapUsedBytes)} of ${bytes(memory.heapBytes)}`];
  yield ["collector", "runs seen", fixed(collector.collections, 0)];
  yield ["collector", "loop late by, 99 %", `${fixed(collector.loopDelayP99Millis, 1)} ms`];
  if (journal !== undefined) {
    yield ["journal", "written", `${fixed(journal.records, 0)} records, ${bytes(journal.bytes)}`];
    yield [
      "journal",
      "waited for the disk",
      `${fixed(journal.stalls, 0)} times, ${fixed(journal.stalledMillis, 0)} ms`,
    ];
  }
  yield ["clients", "connected", fixed(clients.connections, 0)];
  yield ["clients", "waiting for them", bytes(clients.bufferedBytes)];
  yield ["clients", "sent", `${fixed(clients.messagesOut, 0)} messages, ${bytes(clients.bytesOut)}`];
  yield ["clients", "dropped as too slow", fixed(clients.dropped, 0)];
}
