import { type EventCursor, ExecType, ExecutionReport, NewOrder, SessionState, VenueSession } from "@hotpath/core";
import { LatencyHistogram } from "@hotpath/engine";
import type { VenueFigures } from "../protocol/index.ts";

/** Orders that wait for their first report, of all venues. */
const MOST_WAITING = 65_536;

interface Venue {
  connected: boolean | undefined;
  lastReport: bigint | undefined;
  orders: number;
  reports: number;
  rejects: number;
  readonly roundTrips: LatencyHistogram;
}

/** How the venues do, by what they say of orders and of their connections. */
export class VenueView {
  readonly #venues = new Map<number, Venue>();
  /** When orders went that no report has come of, in microseconds and the nanoseconds beyond them. */
  readonly #waiting = new Map<number, { micros: number; nanos: number }>();

  /** Takes in a record. */
  take(event: EventCursor): void {
    switch (event.type) {
      case NewOrder.TYPE:
        this.#sent(event);
        return;
      case ExecutionReport.TYPE:
        this.#reported(event);
        return;
      case VenueSession.TYPE:
        this.#venue(event.venue).connected = VenueSession.state(event) !== SessionState.Lost;
        return;
    }
  }

  /** All that orders went to, or that told of their connection, by number. */
  figures(): VenueFigures[] {
    return [...this.#venues.entries()]
      .sort(([a], [b]) => a - b)
      .map(([venue, { connected, lastReport, orders, reports, rejects, roundTrips }]) => ({
        venue,
        ...(connected !== undefined && { connected }),
        ...(lastReport !== undefined && { lastReport }),
        orders,
        reports,
        rejects,
        roundTripP50: roundTrips.percentile(0.5),
        roundTripP99: roundTrips.percentile(0.99),
      }));
  }

  #sent(event: EventCursor): void {
    this.#venue(event.venue).orders += 1;
    const waiting = this.#waiting;
    waiting.set(NewOrder.orderId(event), { micros: event.micros, nanos: event.nanos });
    if (waiting.size > MOST_WAITING) waiting.delete(waiting.keys().next().value!);
  }

  #reported(event: EventCursor): void {
    const venue = this.#venue(event.venue);
    venue.reports += 1;
    venue.lastReport = event.time;
    if (ExecutionReport.execType(event) === ExecType.Rejected) venue.rejects += 1;
    const orderId = ExecutionReport.orderId(event);
    const sent = this.#waiting.get(orderId);
    if (sent === undefined) return;
    this.#waiting.delete(orderId);
    venue.roundTrips.record((event.micros - sent.micros) * 1000 + event.nanos - sent.nanos);
  }

  #venue(number: number): Venue {
    let venue = this.#venues.get(number);
    if (venue === undefined) {
      venue = {
        connected: undefined,
        lastReport: undefined,
        orders: 0,
        reports: 0,
        rejects: 0,
        roundTrips: new LatencyHistogram(),
      };
      this.#venues.set(number, venue);
    }
    return venue;
  }
}
