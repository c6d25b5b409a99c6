import {
  type EventCursor,
  type EventSink,
  Fill,
  Side,
  type SnapshotReader,
  type SnapshotWriter,
  VenuePosition,
} from "@hotpath/core";
import { Resolution } from "./discrepancy.ts";

/** Names a difference: the venue holds `theirs`, and `ours` is known here. */
type TellPosition = (instrument: number, ours: number, theirs: number, resolution: Resolution) => void;

/** The positions on a venue's list, by instrument. Nothing is allocated after construction. */
export class ListPositions {
  /** What the venue holds, NaN where it has not said; at which cost; what was booked at the end of the list. */
  readonly #held: Float64Array;
  readonly #costs: Float64Array;
  readonly #booked: Float64Array;
  #count = 0;

  constructor(instruments: number) {
    this.#held = new Float64Array(instruments).fill(Number.NaN);
    this.#costs = new Float64Array(instruments).fill(Number.NaN);
    this.#booked = new Float64Array(instruments);
  }

  /** Instruments that there are. */
  get instruments(): number {
    return this.#held.length;
  }

  /** A list begins. */
  begin(): void {
    this.#count = 0;
    this.#held.fill(Number.NaN);
    this.#costs.fill(Number.NaN);
    this.#booked.fill(0);
  }

  /** Takes in a `VenuePosition`. */
  take(event: EventCursor): void {
    const i = event.instrument;
    const position = VenuePosition.position(event);
    if (!(i >= 0 && i < this.#held.length && Number.isSafeInteger(position))) return;
    this.#count += 1;
    this.#held[i] = position;
    this.#costs[i] = VenuePosition.averagePrice(event);
  }

  /** A fill was booked at the list's end, which reaches the portfolio after it. @param quantity signed */
  book(instrument: number, quantity: number): void {
    this.#booked[instrument]! += quantity;
  }

  /**
   * Compares with what is held here, if the venue has told any position; one that it has not told is none.
   *
   * @param policy `book` emits a fill of no order for the difference, at the venue's average cost
   */
  compare(
    portfolio: { position(instrument: number): number },
    policy: "halt" | "book" | "note",
    tell: TellPosition,
    event: EventCursor,
    out: EventSink,
  ): void {
    if (this.#count === 0) return;
    for (let i = 0; i < this.#held.length; i++) {
      const theirs = Number.isNaN(this.#held[i]) ? 0 : this.#held[i]!;
      const ours = portfolio.position(i) + this.#booked[i]!;
      if (ours === theirs) continue;
      const price = Math.round(this.#costs[i]!);
      const isBooked = policy === "book" && Number.isSafeInteger(price);
      tell(i, ours, theirs, isBooked ? Resolution.Booked : policy === "halt" ? Resolution.Halted : Resolution.Noted);
      if (!isBooked) continue;
      const side = theirs > ours ? Side.Buy : Side.Sell;
      Fill.emit(out, event, i, event.venue, 0, price, Math.abs(theirs - ours), 0, 0, side, 0, 0, 0, 0);
    }
  }

  /** Writes all of it. */
  snapshotRows(writer: SnapshotWriter): void {
    writer.i32(this.#count);
    for (const column of [this.#held, this.#costs, this.#booked]) writer.f64s(column);
  }

  /** Takes back what `snapshotRows` wrote. */
  restoreRows(reader: SnapshotReader): void {
    this.#count = reader.i32();
    for (const column of [this.#held, this.#costs, this.#booked]) reader.f64s(column);
  }
}
