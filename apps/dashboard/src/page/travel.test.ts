import { describe, expect, test } from "bun:test";
import { GatewayError } from "@hotpath/gateway/client";
import type { MomentMessage } from "@hotpath/gateway/protocol";
import { type Replay, Travel } from "./travel.ts";

const INSTRUMENTS = [{ id: 1, symbol: "AAA", priceDecimals: 2, sizeDecimals: 0, currency: "USD" }];
const LAST = 100;

/** A journal of a hundred inputs whose answers come when the test lets them. */
class Journal implements Replay {
  readonly asked: string[] = [];
  readonly #answers: (() => void)[] = [];
  #at = LAST;

  open({ sequence = LAST }: { sequence?: number } = {}): Promise<MomentMessage> {
    return this.#later(`open ${sequence}`, () => {
      if (sequence > LAST) throw new GatewayError("BAD_VALUE", "no such input", {});
      return sequence;
    });
  }

  seek(place: { sequence?: number }): Promise<MomentMessage> {
    return this.open(place);
  }

  step(steps = 1, { until = "event" }: { until?: string } = {}): Promise<MomentMessage> {
    return this.#later(`step ${steps} ${until}`, () => Math.min(LAST, Math.max(0, this.#at + steps)));
  }

  async *play(): AsyncGenerator<MomentMessage, void, undefined> {
    for (let sequence = this.#at; ; sequence++) yield await this.#later("play", () => sequence, true);
  }

  pause(): Promise<MomentMessage> {
    return this.#later("pause", () => this.#at);
  }

  close(): Promise<void> {
    this.asked.push("close");
    return Promise.resolve();
  }

  /** Answers what was asked first. */
  async answer(): Promise<void> {
    this.#answers.shift()?.();
    await new Promise<void>((done) => setImmediate(done));
  }

  #later(what: string, where: () => number, playing = false): Promise<MomentMessage> {
    this.asked.push(what);
    const { promise, resolve, reject } = Promise.withResolvers<MomentMessage>();
    this.#answers.push(() => {
      try {
        this.#at = where();
        resolve(momentAt(this.#at, playing));
      } catch (error) {
        reject(error);
      }
    });
    return promise;
  }
}

function momentAt(sequence: number, playing: boolean): MomentMessage {
  const market = { bids: [], asks: [], quotes: [], mids: [], signals: [], indicators: {} };
  const desk = { orders: [], ended: [], fills: [], positions: [], risk: {}, strategies: [], equity: [] };
  const event = { derived: [], changed: [], stateHash: "", millis: 0 };
  return {
    type: "moment",
    first: 0,
    last: LAST,
    sequence,
    time: BigInt(sequence),
    playing,
    instrument: 0,
    ...market,
    ...desk,
    ...event,
  };
}

function travelIn(replay: Replay) {
  const failures: string[] = [];
  const travel = new Travel({
    replay,
    instruments: () => INSTRUMENTS,
    isThere: () => true,
    changed: () => {},
    failed: (text) => failures.push(text),
  });
  return { travel, failures };
}

describe("time travel", () => {
  test("pauses at the last input, steps, and goes back to live", async () => {
    const journal = new Journal();
    const { travel } = travelIn(journal);
    travel.step(-1); // nothing is shown yet
    travel.pause(0);
    await journal.answer();
    expect([travel.moment?.sequence, travel.view?.sequence]).toEqual([100, 100]);
    travel.step(-1, "fill");
    await journal.answer();
    expect(travel.view?.sequence).toBe(99);
    travel.close();
    expect([travel.moment, travel.view]).toEqual([undefined, undefined]);
    expect(journal.asked).toEqual(["open 100", "step -1 fill", "close"]);
  });

  test("of places wanted while one is on its way only the last is gone to; steps add up", async () => {
    const journal = new Journal();
    const { travel } = travelIn(journal);
    for (const sequence of [90, 80, 70, 60]) travel.seek(sequence, 0);
    await journal.answer();
    await journal.answer();
    expect(travel.moment?.sequence).toBe(60);
    for (let k = 0; k < 6; k++) travel.step(-1);
    await journal.answer();
    await journal.answer();
    expect(travel.moment?.sequence).toBe(54);
    expect(journal.asked).toEqual(["open 90", "open 60", "step -1 event", "step -5 event"]);
  });

  test("what cannot be shown is told, and what was shown stays", async () => {
    const journal = new Journal();
    const { travel, failures } = travelIn(journal);
    travel.seek(50, 0);
    await journal.answer();
    travel.seek(500, 0);
    await journal.answer();
    expect(failures).toEqual(["no such input"]);
    expect(travel.moment?.sequence).toBe(50);
    travel.step(1);
    await journal.answer();
    expect(travel.moment?.sequence).toBe(51);
  });

  test("plays on from where it is until the way back; what comes later is not shown", async () => {
    const journal = new Journal();
    const { travel } = travelIn(journal);
    travel.seek(10, 0);
    await journal.answer();
    travel.play(100);
    for (let k = 0; k < 3; k++) await journal.answer();
    expect([travel.moment?.playing, travel.view?.sequence]).toEqual([true, 12]);
    travel.close();
    await journal.answer();
    expect(travel.moment).toBeUndefined();
    travel.seek(40, 0);
    travel.close();
    await journal.answer();
    expect(travel.moment).toBeUndefined();
  });

  test("after a reconnect it is opened again where it was, with another engine it ends", async () => {
    const journal = new Journal();
    const { travel } = travelIn(journal);
    travel.seek(42, 0);
    await journal.answer();
    travel.resume(true);
    await journal.answer();
    expect(journal.asked.at(-1)).toBe("open 42");
    travel.resume(false);
    expect(travel.moment).toBeUndefined();
  });
});
