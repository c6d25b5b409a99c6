import type { EventCursor, EventSink, Stage } from "@hotpath/core";

/** Stages that have a call site of their own. */
const SITES = 12;

/** The place of a stage that is not there: never called, because no type selects it. */
const NOBODY: Stage = { name: "nobody", handles: [], on: () => {} };

/**
 * Hands an event to the stages that handle its type, in order. Each of the first twelve stages is called from a place of
 * its own: a place that sees one class is compiled into the loop, one that sees six is looked up at every call.
 */
export class Dispatcher {
  readonly #a: Stage;
  readonly #b: Stage;
  readonly #c: Stage;
  readonly #d: Stage;
  readonly #e: Stage;
  readonly #f: Stage;
  readonly #g: Stage;
  readonly #h: Stage;
  readonly #i: Stage;
  readonly #j: Stage;
  readonly #k: Stage;
  readonly #l: Stage;
  readonly #rest: readonly Stage[];
  /** By event type: bit n is set if the n-th stage handles it. */
  readonly #selected: Int32Array;
  /** The same for the stages beyond the twelfth. */
  readonly #selectedRest: readonly Uint8Array[];

  constructor(stages: readonly Stage[], types: number) {
    const at = (n: number): Stage => stages[n] ?? NOBODY;
    this.#a = at(0);
    this.#b = at(1);
    this.#c = at(2);
    this.#d = at(3);
    this.#e = at(4);
    this.#f = at(5);
    this.#g = at(6);
    this.#h = at(7);
    this.#i = at(8);
    this.#j = at(9);
    this.#k = at(10);
    this.#l = at(11);
    this.#rest = stages.slice(SITES);
    this.#selected = Int32Array.from({ length: types }, (_, type) =>
      stages.slice(0, SITES).reduce((mask, stage, n) => (stage.handles.includes(type) ? mask | (1 << n) : mask), 0),
    );
    this.#selectedRest = this.#rest.map((stage) =>
      Uint8Array.from({ length: types }, (_, type) => Number(stage.handles.includes(type))),
    );
  }

  /** @param type less than `types` */
  dispatch(type: number, event: EventCursor, out: EventSink): void {
    const selected = this.#selected[type]!;
    if ((selected & 1) !== 0) this.#a.on(event, out);
    if ((selected & 2) !== 0) this.#b.on(event, out);
    if ((selected & 4) !== 0) this.#c.on(event, out);
    if ((selected & 8) !== 0) this.#d.on(event, out);
    if ((selected & 16) !== 0) this.#e.on(event, out);
    if ((selected & 32) !== 0) this.#f.on(event, out);
    if ((selected & 64) !== 0) this.#g.on(event, out);
    if ((selected & 128) !== 0) this.#h.on(event, out);
    if ((selected & 256) !== 0) this.#i.on(event, out);
    if ((selected & 512) !== 0) this.#j.on(event, out);
    if ((selected & 1024) !== 0) this.#k.on(event, out);
    if ((selected & 2048) !== 0) this.#l.on(event, out);
    for (let n = 0; n < this.#rest.length; n++) if (this.#selectedRest[n]![type] === 1) this.#rest[n]!.on(event, out);
  }
}
