/**
 * The rows of many parts as one stream. Those of one source come in its own order; sources are merged by time, whole
 * messages together.
 */
import { microsOf, nanosOf, parseTimestamp } from "@hotpath/core";
import { MarketBatch, MarketFlag } from "@hotpath/market-data";
import { LaneHeap } from "../../replay/internal/lane-heap.ts";
import type { CatalogPart } from "../catalog-index.ts";
import type { PartScale } from "./part-columns.ts";
import { PartReader } from "./part-reader.ts";

/** A part, and what its rows become. */
export interface PartUse {
  part: CatalogPart;
  /** The instrument of its rows. */
  place: number;
  scale: PartScale;
}

/** Times between which rows are wanted, in nanoseconds since the Unix epoch. */
export interface TimeSpan {
  from: bigint | undefined;
  to: bigint | undefined;
}

/** The parts of one source, the row with the least place in it first. */
class SourceStream {
  /** The time of the row at hand: never less than that of the row before. */
  micros = 0;
  nanos = 0;
  readonly #folder: string;
  readonly #uses: readonly PartUse[];
  readonly #readers: (PartReader | undefined)[];
  readonly #heap: LaneHeap;
  readonly #from: Pair | undefined;
  readonly #to: Pair | undefined;
  /** Times of parts: each of them begins at that of its first row. */
  readonly #clocks: { micros: number; nanos: number }[];

  constructor(folder: string, uses: readonly PartUse[], span: TimeSpan) {
    this.#folder = folder;
    this.#uses = uses;
    this.#from = span.from === undefined ? undefined : pairOf(span.from);
    this.#to = span.to === undefined ? undefined : pairOf(span.to);
    this.#readers = uses.map(() => undefined);
    this.#heap = new LaneHeap(uses.length);
    this.#clocks = uses.map(({ part }) => pairOf(parseTimestamp(part.from)));
    for (const [lane, { part }] of uses.entries()) this.#heap.set(lane, part.ordinal, 0);
  }

  get batch(): MarketBatch {
    return this.#readers[this.#heap.first]!.batch;
  }

  get row(): number {
    return this.#readers[this.#heap.first]!.row;
  }

  get place(): number {
    return this.#uses[this.#heap.first]!.place;
  }

  /** Moves to the first row that is wanted, from the one at hand on. @returns whether there is one; at once, unless a file is read */
  settle(): boolean | Promise<boolean> {
    for (;;) {
      const lane = this.#heap.first;
      if (lane === -1) return false;
      const reader = this.#readers[lane];
      if (reader === undefined) return this.#open(lane);
      const clock = this.#clocks[lane]!;
      forward(clock, reader.batch, reader.row);
      if (this.#to !== undefined && !isBefore(clock, this.#to)) {
        this.#drop(lane);
        continue;
      }
      if (this.#from === undefined || !isBefore(clock, this.#from)) {
        if (isBefore(this, clock)) [this.micros, this.nanos] = [clock.micros, clock.nanos];
        return true;
      }
      const loading = this.advance();
      if (loading !== undefined) return loading.then(() => this.settle());
    }
  }

  /** Passes over the row at hand. @returns what is to be awaited, where a file is read */
  advance(): Promise<void> | undefined {
    const lane = this.#heap.first;
    const reader = this.#readers[lane]!;
    reader.row++;
    if (reader.row >= reader.batch.count) return this.#load(lane, reader);
    this.#heap.set(lane, reader.ordinals[reader.row]!, 0);
    return undefined;
  }

  async #open(lane: number): Promise<boolean> {
    const { part, scale } = this.#uses[lane]!;
    const reader = new PartReader(this.#folder, part, scale);
    await reader.open();
    this.#readers[lane] = reader;
    return this.settle();
  }

  async #load(lane: number, reader: PartReader): Promise<void> {
    if (await reader.load()) this.#heap.set(lane, reader.ordinals[0]!, 0);
    else this.#drop(lane);
  }

  #drop(lane: number): void {
    this.#heap.remove(lane);
    this.#readers[lane] = undefined;
  }
}

/** Rows of a batch before it is handed on. */
const BATCH_ROWS = 4096;

/**
 * The rows of parts by time. Of sources that have one time, that which stands first in `sources` goes first.
 *
 * @returns the same batch again and again
 */
export async function* mergeRows(
  folder: string,
  sources: readonly (readonly PartUse[])[],
  span: TimeSpan,
): AsyncGenerator<MarketBatch> {
  const streams = sources.map((uses) => new SourceStream(folder, uses, span));
  const heap = new LaneHeap(streams.length);
  const out = new MarketBatch();
  for (const [lane, stream] of streams.entries())
    if (await stream.settle()) heap.set(lane, stream.micros, stream.nanos);
  for (let lane = heap.first; lane !== -1; lane = heap.first) {
    const stream = streams[lane]!;
    if (await takeMessage(stream, out)) heap.set(lane, stream.micros, stream.nanos);
    else heap.remove(lane);
    if (out.count < BATCH_ROWS) continue;
    yield out;
    out.clear();
  }
  if (out.count > 0) yield out;
}

/** Takes the rows of a source's next message. @returns whether there are more of the source */
async function takeMessage(stream: SourceStream, out: MarketBatch): Promise<boolean> {
  for (;;) {
    out.ensure(1);
    const at = out.append(stream.batch, stream.row);
    out.instrument[at] = stream.place;
    const loading = stream.advance();
    if (loading !== undefined) await loading;
    const settled = stream.settle();
    const hasMore = typeof settled === "boolean" ? settled : await settled;
    if ((out.flags[at]! & MarketFlag.Last) !== 0) return hasMore;
    if (hasMore && isSameMessage(stream, out, at)) continue;
    // The rest of the message is of another kind, and not wanted.
    out.flags[at]! |= MarketFlag.Last;
    return hasMore;
  }
}

function isSameMessage({ batch, row, place }: SourceStream, out: MarketBatch, at: number): boolean {
  const isSame = (a: number, b: number): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b));
  return (
    place === out.instrument[at] &&
    isSame(batch.timeMicros[row]!, out.timeMicros[at]!) &&
    batch.timeNanos[row] === out.timeNanos[at]
  );
}

interface Pair {
  micros: number;
  nanos: number;
}

/** Moves a clock on to a row's time, that of the venue or else of its receipt, unless it is past it. */
export function forward(clock: Pair, batch: MarketBatch, row: number): void {
  const isVenue = !Number.isNaN(batch.timeMicros[row]!);
  const micros = isVenue ? batch.timeMicros[row]! : batch.receiveMicros[row]!;
  const nanos = isVenue ? batch.timeNanos[row]! : batch.receiveNanos[row]!;
  if (micros > clock.micros || (micros === clock.micros && nanos > clock.nanos)) {
    clock.micros = micros;
    clock.nanos = nanos;
  }
}

function isBefore(a: Pair, b: Pair): boolean {
  return a.micros < b.micros || (a.micros === b.micros && a.nanos < b.nanos);
}

function pairOf(nanoseconds: bigint): Pair {
  return { micros: microsOf(nanoseconds), nanos: nanosOf(nanoseconds) };
}
