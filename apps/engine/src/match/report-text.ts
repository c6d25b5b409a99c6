/**
 * The text of a flow's reports, a line each, sorted stably by sequence and type, joined by a line feed with none at the
 * end:
 *
 * | report | line |
 * |---|---|
 * | order-ack | `0,sequence,side,orderId,price,quantity` |
 * | trade | `1,sequence,price,quantity,makerId,takerId` |
 * | cancel-ack, and the remainder of an IOC | `2,sequence,side,orderId,price` |
 * | modify-ack | `3,sequence,side,orderId,price,quantity` |
 * | cancel-reject | `4,sequence,orderId` |
 * | modify-reject | `5,sequence,orderId` |
 */
import { type ReportBuffer, ReportKind } from "@hotpath/order-book";
import type { OrderIds } from "./order-ids.ts";

/** Kinds of lines. */
export const LINE_KINDS = ["order-ack", "trade", "cancel-ack", "modify-ack", "cancel-reject", "modify-reject"] as const;

/** Where text goes. */
export interface TextSink {
  write(text: string): void;
}

/** Characters that wait before they are given on. */
const PIECE = 1 << 20;

/** The line of each kind of report; −1 for those that the format has none for. */
export function lineOf(kind: number): number {
  switch (kind) {
    case ReportKind.Accepted:
      return 0;
    case ReportKind.Trade:
      return 1;
    case ReportKind.Canceled:
    case ReportKind.Expired:
      return 2;
    case ReportKind.Replaced:
      return 3;
    case ReportKind.CancelRejected:
      return 4;
    case ReportKind.ReplaceRejected:
      return 5;
    default:
      return -1;
  }
}

/** A sequence number is less than the one before: the text cannot be written as it comes. */
export class SequenceFell extends Error {}

interface HeldLine {
  sequence: bigint;
  kind: number;
  line: string;
}

/** Writes the reports of records, in the order of the records if their sequence numbers do not fall. */
export class ReportText {
  readonly #sinks: readonly TextSink[];
  readonly #ids: OrderIds;
  /** The lines of the present sequence number, by kind. */
  readonly #lines: string[][] = LINE_KINDS.map(() => []);
  /** Every line, where all must be sorted before one can be written. */
  readonly #held: HeldLine[] | undefined;
  #sequence: number | bigint = -1;
  #text = "";
  #separator = "";

  /** @param sorts whether sequence numbers may fall: then every line is held until the end */
  constructor(sinks: readonly TextSink[], ids: OrderIds, sorts: boolean) {
    this.#sinks = sinks;
    this.#ids = ids;
    this.#held = sorts ? [] : undefined;
  }

  /**
   * Adds the reports of rows `from … to − 1`, all of one record.
   *
   * @throws {SequenceFell}
   */
  add(reports: ReportBuffer, from: number, to: number, sequence: number | bigint, priceBase: bigint): void {
    if (sequence !== this.#sequence) {
      if (this.#held === undefined && sequence < this.#sequence) throw new SequenceFell();
      this.#endSequence();
      this.#sequence = sequence;
    }
    for (let row = from; row < to; row++) {
      const kind = lineOf(reports.kind[row]!);
      if (kind !== -1) this.#lines[kind]!.push(this.#line(reports, row, kind, sequence, priceBase));
    }
  }

  /** Writes what is left. */
  end(): void {
    this.#endSequence();
    const held = this.#held ?? [];
    held.sort((a, b) => (a.sequence === b.sequence ? a.kind - b.kind : a.sequence < b.sequence ? -1 : 1));
    for (const { line } of held) this.#write(line);
    this.#flush();
  }

  #line(reports: ReportBuffer, row: number, kind: number, sequence: number | bigint, priceBase: bigint): string {
    const ids = this.#ids;
    const ticks = reports.price[row]!;
    const price = priceBase === 0n || kind > 3 ? ticks : priceBase + BigInt(ticks);
    const id = ids.toText(reports.orderId[row]!);
    const quantity = reports.quantity[row]!;
    if (kind === 1) return `1,${sequence},${price},${quantity},${ids.toText(reports.counterOrderId[row]!)},${id}`;
    if (kind > 3) return `${kind},${sequence},${id}`;
    const side = reports.side[row]! - 1;
    if (kind === 2) return `2,${sequence},${side},${id},${price}`;
    return `${kind},${sequence},${side},${id},${price},${quantity}`;
  }

  #endSequence(): void {
    for (const [kind, lines] of this.#lines.entries()) {
      for (const line of lines) {
        if (this.#held === undefined) this.#write(line);
        else this.#held.push({ sequence: BigInt(this.#sequence), kind, line });
      }
      lines.length = 0;
    }
  }

  #write(line: string): void {
    this.#text += this.#separator + line;
    this.#separator = "\n";
    if (this.#text.length >= PIECE) this.#flush();
  }

  #flush(): void {
    for (const sink of this.#sinks) sink.write(this.#text);
    this.#text = "";
  }
}
