import { EventCursor, EventQueue } from "@hotpath/core";

/** Takes a merged output: the record, the number of the input that led to it, and its cell. */
export type OutputVisitor = (event: EventCursor, input: number, cell: number) => void;

/** The outputs of one shard that wait, in their own order. */
class Lane {
  readonly records: EventQueue = new EventQueue({ initialBytes: 65_536, maxBytes: 1024 * 1024 * 1024 });
  /** Input, cell and ordinal of each record that waits. */
  readonly keys: number[] = [];
  at = 0;
  /** Number of the last input that was sent to the shard, and of the last that it has applied. */
  sent = 0;
  applied = 0;

  get isEmpty(): boolean {
    return this.at === this.keys.length;
  }

  take(into: EventCursor): void {
    this.records.next(into);
    this.at += 3;
    if (!this.isEmpty) return;
    this.keys.length = 0;
    this.at = 0;
  }
}

/**
 * Brings the outputs of shards into one order: by input, then cell, then their order there. How they are spread over shards,
 * and which of these is faster, makes no difference.
 */
export class OutputMerge {
  readonly #lanes: readonly Lane[];
  readonly #event = new EventCursor();

  constructor(shards: number) {
    this.#lanes = Array.from({ length: shards }, () => new Lane());
  }

  /** An input was sent to a shard. */
  sent(shard: number, input: number): void {
    this.#lanes[shard]!.sent = input;
  }

  /** A shard has applied its inputs up to this one. */
  applied(shard: number, input: number): void {
    this.#lanes[shard]!.applied = input;
  }

  /** A shard has an output. */
  add(shard: number, event: EventCursor, input: number, cell: number, ordinal: number): void {
    const lane = this.#lanes[shard]!;
    lane.records.append(event);
    lane.keys.push(input, cell, ordinal);
  }

  /** Whether every input that was sent was applied. */
  get isSettled(): boolean {
    return this.#lanes.every((lane) => lane.applied === lane.sent);
  }

  /** Hands over what is certain to come next, in order. @returns how many */
  drain(visit: OutputVisitor): number {
    const certain = this.#certainUpTo();
    let count = 0;
    for (;;) {
      const lane = this.#first(certain);
      if (lane === undefined) return count;
      const input = lane.keys[lane.at]!;
      const cell = lane.keys[lane.at + 1]!;
      lane.take(this.#event);
      visit(this.#event, input, cell);
      count += 1;
    }
  }

  /** A shard that has nothing to do says nothing of later inputs: it holds nobody up. */
  #certainUpTo(): number {
    let least = Number.POSITIVE_INFINITY;
    for (const lane of this.#lanes) if (lane.applied !== lane.sent) least = Math.min(least, lane.applied);
    return least;
  }

  #first(certain: number): Lane | undefined {
    let best: Lane | undefined;
    for (const lane of this.#lanes) {
      if (lane.isEmpty || lane.keys[lane.at]! > certain) continue;
      if (best === undefined || isBefore(lane, best)) best = lane;
    }
    return best;
  }
}

function isBefore(a: Lane, b: Lane): boolean {
  for (let n = 0; n < 3; n++) {
    const difference = a.keys[a.at + n]! - b.keys[b.at + n]!;
    if (difference !== 0) return difference < 0;
  }
  return false;
}
