import { describe, expect, test } from "bun:test";
import { GatewayError } from "@hotpath/gateway/client";
import type { MomentMessage } from "@hotpath/gateway/protocol";
import { type ReplayLink, Travel } from "./travel.ts";

type Move = Parameters<ReplayLink["request"]>[0];

/** A journal of a hundred inputs whose answers come when the test lets them. */
class Journal implements ReplayLink {
  readonly instruments = [{ id: 1, symbol: "AAA", priceDecimals: 2, sizeDecimals: 0, currency: "USD" }];
  readonly has = true;
  readonly asked: Move[] = [];
  readonly #answers: (() => void)[] = [];
  #at = 100;

  request(move: Move): Promise<MomentMessage | undefined> {
    this.asked.push(move);
    const { promise, resolve, reject } = Promise.withResolvers<MomentMessage | undefined>();
    this.#answers.push(() => {
      if (move.action === "close") resolve(undefined);
      else if (move.sequence === 13) reject(new GatewayError("BAD_VALUE", "no such input", {}));
      else {
        this.#at =
          move.sequence ?? Math.min(100, Math.max(0, this.#at + (move.action === "step" ? (move.steps ?? 1) : 0)));
        resolve(momentAt(this.#at, move.action === "play"));
      }
    });
    return promise;
  }

  async answer(): Promise<void> {
    this.#answers.shift()?.();
    await new Promise<void>((done) => setImmediate(done));
  }
}

function momentAt(sequence: number, playing: boolean): MomentMessage {
  const lists = {
    derived: [],
    changed: [],
    bids: [],
    asks: [],
    quotes: [],
    signals: [],
    orders: [],
    ended: [],
    fills: [],
    positions: [],
    strategies: [],
    equity: [],
    mids: [],
  };
  return {
    type: "moment",
    first: 0,
    last: 100,
    sequence,
    time: BigInt(sequence),
    playing,
    instrument: 0,
    indicators: {},
    risk: {},
    stateHash: "",
    millis: 0,
    ...lists,
  };
}

function travelIn(journal: Journal) {
  const failures: string[] = [];
  let changes = 0;
  const travel = new Travel(
    journal,
    () => {
      changes += 1;
    },
    (text) => failures.push(text),
  );
  return { travel, failures, changes: () => changes };
}

describe("time travel", () => {
  test("pauses at the last input, steps, and goes back to live", async () => {
    const journal = new Journal();
    const { travel } = travelIn(journal);
    travel.step(-1); // nothing is shown yet
    travel.pause(0);
    await journal.answer();
    expect([travel.moment?.sequence, travel.view?.sequence]).toEqual([100, 100]);
    travel.step(-1);
    await journal.answer();
    expect(travel.view?.sequence).toBe(99);
    travel.close();
    expect([travel.moment, travel.view]).toEqual([undefined, undefined]);
    expect(journal.asked.map(({ action }) => action)).toEqual(["open", "step", "close"]);
  });

  test("of places wanted while one is on its way only the last is gone to; steps add up", async () => {
    const journal = new Journal();
    const { travel } = travelIn(journal);
    for (const sequence of [90, 80, 70, 60]) travel.seek(sequence);
    await journal.answer();
    await journal.answer();
    expect(travel.moment?.sequence).toBe(60);
    expect(journal.asked.map(({ sequence }) => sequence)).toEqual([90, 60]);
    travel.step(-1);
    for (let k = 0; k < 5; k++) travel.step(-1);
    await journal.answer();
    await journal.answer();
    expect(travel.moment?.sequence).toBe(54);
    expect(journal.asked.slice(2)).toEqual([
      { action: "step", steps: -1 },
      { action: "step", steps: -5 },
    ]);
  });

  test("what cannot be shown is told, and what was shown stays", async () => {
    const journal = new Journal();
    const { travel, failures } = travelIn(journal);
    travel.seek(50);
    await journal.answer();
    travel.seek(13);
    await journal.answer();
    expect(failures).toEqual(["no such input"]);
    expect(travel.moment?.sequence).toBe(50);
    travel.step(1);
    await journal.answer();
    expect(travel.moment?.sequence).toBe(51);
  });

  test("moments of a replay that plays are shown until the way back, an answer that comes late is not", async () => {
    const journal = new Journal();
    const { travel } = travelIn(journal);
    travel.seek(10);
    await journal.answer();
    travel.play(100);
    await journal.answer();
    expect([travel.moment?.playing, travel.speed]).toEqual([true, 100]);
    travel.take(momentAt(20, true));
    expect(travel.view?.sequence).toBe(20);
    travel.seek(40);
    travel.close();
    await journal.answer();
    travel.take(momentAt(30, true));
    expect(travel.moment).toBeUndefined();
  });

  test("after a reconnect it is opened again where it was, with another engine it ends", async () => {
    const journal = new Journal();
    const { travel } = travelIn(journal);
    travel.seek(42);
    await journal.answer();
    void travel.resume(true);
    await journal.answer();
    expect(journal.asked.at(-1)).toEqual({ action: "open", sequence: 42, instrument: 0 });
    void travel.resume(false);
    expect(travel.moment).toBeUndefined();
  });
});
