/** `hotpath match FILE`: runs a recorded order flow through the matching engine. */
import { closeSync, openSync, writeSync } from "node:fs";
import { CapacityError, ConfigError, IoError, nameOf, OrderType, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { MatchingEngine, Reason, ReportKind } from "@hotpath/order-book";
import { openInput } from "../book/open-input.ts";
import { BATCH_RECORDS, FlowBatch, FlowReader, RecordType } from "./flow-reader.ts";
import { MatchCounts, statsLines } from "./match-stats.ts";
import { OrderIds } from "./order-ids.ts";
import { lineOf, ReportText, SequenceFell, type TextSink } from "./report-text.ts";

/** What the command line says. */
export interface MatchOptions {
  reports?: string;
  sha256?: boolean;
  stats?: boolean;
}

/** Orders that the engine has room for at first; it doubles when they are not enough. */
const FIRST_CAPACITY = 1 << 16;
/** The most orders that an engine can hold. */
const LAST_CAPACITY = 2 ** 24 - 1;

/**
 * Runs the command.
 *
 * @returns the status to exit with
 * @throws {ConfigError} a file that cannot be read or written
 * @throws {InputError} a file that ends too early or too late
 */
export async function runMatch(file: string, options: MatchOptions): Promise<number> {
  let run: MatchRun;
  try {
    run = await runOnce(file, options, false);
  } catch (error) {
    if (!(error instanceof SequenceFell)) throw error;
    // What came from or went to a pipe is gone.
    if (file === "-") throw new ConfigError("FILE", "-", "a file, where sequence numbers fall: it is read twice");
    if (options.reports === "-") throw new ConfigError("--reports", "-", "a file, where sequence numbers fall");
    run = await runOnce(file, options, true);
  }
  for (const line of run.notes()) process.stderr.write(`hotpath: ${line}\n`);
  const lines: string[] = [];
  if (options.sha256) lines.push(run.hash());
  if (options.stats || (!options.sha256 && options.reports !== "-")) lines.push(...statsLines(run.counts));
  if (lines.length > 0) process.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}

async function runOnce(file: string, options: MatchOptions, sorted: boolean): Promise<MatchRun> {
  const input = await openInput(file, "FILE");
  const sinks: TextSink[] = [];
  using output = options.reports === undefined ? undefined : new TextFile(options.reports);
  if (output !== undefined) sinks.push(output);
  const run = new MatchRun(sinks, options.sha256 === true, sorted);
  for await (const piece of input.pieces()) run.take(piece);
  run.end(file);
  return run;
}

/** A file of text, written in pieces as they come. */
class TextFile implements TextSink, Disposable {
  readonly #path: string;
  readonly #handle: number;

  constructor(path: string) {
    this.#path = path;
    try {
      this.#handle = path === "-" ? 1 : openSync(path, "w");
    } catch (error) {
      throw new ConfigError("--reports", path, `a file that can be written (${(error as Error).message})`);
    }
  }

  write(text: string): void {
    const bytes = Buffer.from(text);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#handle, bytes, at);
    } catch (error) {
      throw new IoError(`${this.#path}: ${(error as Error).message}`);
    }
  }

  [Symbol.dispose](): void {
    if (this.#handle !== 1) closeSync(this.#handle);
  }
}

/** One reading of a flow. */
class MatchRun {
  readonly counts: MatchCounts = new MatchCounts();
  readonly #reader = new FlowReader();
  readonly #batch = new FlowBatch();
  readonly #ids = new OrderIds();
  readonly #hasher = new Bun.CryptoHasher("sha256");
  readonly #text: ReportText | undefined;
  /** The row behind the last report of each record of the batch. */
  readonly #ends = new Int32Array(BATCH_RECORDS);
  /** The engine's id of each record's order. */
  readonly #orderIds = new Float64Array(BATCH_RECORDS);
  #engine = engineFor(FIRST_CAPACITY);
  #capacity = FIRST_CAPACITY;
  readonly #startedAt = performance.now();

  constructor(sinks: readonly TextSink[], hashes: boolean, sorts: boolean) {
    const all = hashes ? [...sinks, { write: (text: string) => void this.#hasher.update(text) }] : sinks;
    this.#text = all.length === 0 ? undefined : new ReportText(all, this.#ids, sorts);
  }

  hash(): string {
    return this.#hasher.digest("hex");
  }

  take(piece: Uint8Array): void {
    const batch = this.#batch;
    this.#reader.push(piece);
    while (this.#reader.next(batch)) {
      this.#grow();
      for (let row = 0; row < batch.count; row++) {
        this.#orderIds[row] = this.#ids.toEngine(batch.orderIdHigh[row]!, batch.orderIdLow[row]!);
      }
      for (let from = 0; from < batch.count; ) {
        const to = this.#match(from);
        this.#report(from, to);
        from = to;
      }
    }
  }

  /** @throws {InputError} if the file is shorter or longer than its header says */
  end(path: string): void {
    this.#text?.end();
    const { counts } = this;
    counts.seconds = (performance.now() - this.#startedAt) / 1000;
    counts.records = this.#reader.records;
    counts.passedOver = this.#reader.rejects;
    counts.resting = this.#engine.stats().orders;
    this.#reader.end(path);
  }

  /** What should be known beside the output. */
  notes(): string[] {
    const listed = (map: ReadonlyMap<string, number>): string =>
      [...map].map(([reason, count]) => `${count} ${reason}`).join(", ");
    const lines: string[] = [];
    const { refused } = this.counts;
    const { rejects, firstRejectAt } = this.#reader;
    if (rejects.size > 0) lines.push(`records passed over: bad ${listed(rejects)}; the first at byte ${firstRejectAt}`);
    if (refused.size > 0) lines.push(`new orders refused, for which there is no line: ${listed(refused)}`);
    return lines;
  }

  /** Gives records of the batch to the engine, until it has too many reports to go on; returns the first not given. */
  #match(from: number): number {
    const { type, side, timeInForce, quantity, price, count } = this.#batch;
    const engine = this.#engine;
    const { reports } = engine;
    const ids = this.#orderIds;
    const limit = OrderType.Limit;
    const startedAt = performance.now();
    let row = from;
    for (; row < count; row++) {
      const id = ids[row]!;
      let isDone: boolean;
      if (type[row] === RecordType.New) {
        isDone = engine.submit(0, id, side[row]!, price[row]!, quantity[row]!, limit, timeInForce[row]!, 0);
      } else if (type[row] === RecordType.Cancel) {
        isDone = engine.cancel(id);
      } else {
        isDone = engine.replace(id, price[row]!, quantity[row]!);
      }
      if (!isDone) break;
      this.#ends[row] = reports.count;
    }
    this.counts.matching += (performance.now() - startedAt) / 1000;
    return row;
  }

  /** Counts the reports of records, writes them and forgets them. */
  #report(from: number, to: number): void {
    const { counts } = this;
    const { reports } = this.#engine;
    const { type, sequenceHigh, sequenceLow } = this.#batch;
    for (let row = from; row < to; row++) counts.byType[type[row]!]!++;
    for (let row = 0; row < reports.count; row++) {
      const line = lineOf(reports.kind[row]!);
      if (line !== -1) counts.byLine[line]!++;
      else if (reports.kind[row] === ReportKind.Rejected) this.#refused(reports.reason[row]!);
    }
    if (this.#text !== undefined) {
      const { priceBase } = this.#reader;
      for (let row = from; row < to; row++) {
        const high = sequenceHigh[row]!;
        const low = sequenceLow[row]!;
        const sequence = high < 2 ** 21 ? high * 2 ** 32 + low : (BigInt(high) << 32n) | BigInt(low);
        this.#text.add(reports, row === from ? 0 : this.#ends[row - 1]!, this.#ends[row]!, sequence, priceBase);
      }
    }
    reports.clear();
  }

  #refused(reason: number): void {
    if (reason === Reason.Capacity) {
      const { orders } = this.#engine.stats();
      throw new CapacityError(`${orders} orders rest: their number or their quantity is more than the engine can hold`);
    }
    const name = nameOf(Reason, reason);
    this.counts.refused.set(name, (this.counts.refused.get(name) ?? 0) + 1);
  }

  /** Makes sure that every order of a batch has room, by moving to an engine of twice the size when it might not. */
  #grow(): void {
    if (this.#capacity - this.#engine.stats().orders >= BATCH_RECORDS || this.#capacity === LAST_CAPACITY) return;
    this.#capacity = Math.min(LAST_CAPACITY, 2 * this.#capacity);
    const writer = new SnapshotWriter();
    this.#engine.snapshot(writer);
    this.#engine = engineFor(this.#capacity);
    this.#engine.restore(new SnapshotReader(writer.finish()));
  }
}

/** An engine with the rules of these flows: a modify always loses its place. */
function engineFor(orderCapacity: number): MatchingEngine {
  return new MatchingEngine({ instruments: 1, orderCapacity, windowTicks: 32_768, replaceKeepsPriority: false });
}
