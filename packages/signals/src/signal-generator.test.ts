import { describe, expect, test } from "bun:test";
import { Bar, EventCursor, EventQueue, Quote, SnapshotReader, SnapshotWriter, Trade } from "@hotpath/core";
import { type SignalGenerator, SignalSet, SignalStage, UPDATES_PER_BAR } from "./index.ts";

/** Writes down what it is told, in order. */
class Listener implements SignalGenerator {
  readonly name: string;
  readonly valueKind = "pure";
  readonly heard: (string | number)[][] = [];
  bar?: SignalGenerator["bar"];
  quote?: SignalGenerator["quote"];
  trade?: SignalGenerator["trade"];

  constructor(name: string, calls: readonly ("bar" | "quote" | "trade")[]) {
    this.name = name;
    for (const call of calls) this[call] = (...told: number[]) => void this.heard.push([call, ...told]);
  }

  update(symbol: number, price: number): number {
    this.heard.push(["update", symbol, price]);
    return 0.5;
  }

  value(): number {
    return 1;
  }

  snapshot(): void {}
  restore(): void {}
}

function setOf(...listeners: Listener[]): SignalSet {
  return new SignalSet({ symbols: 2, generators: listeners.map((each) => () => each) });
}

describe("what generators are told", () => {
  test("bars are built of updates, with the volume of trades, and told before the next update", () => {
    const listener = new Listener("a", ["bar"]);
    using set = setOf(listener, new Listener("b", []));
    for (let i = 0; i <= UPDATES_PER_BAR; i++) {
      if (i % 4 === 0) set.trade(1, 100, 3, 1);
      set.update(1, 100 + ((7 * i) % 16), 0, i);
    }
    expect(listener.heard.at(-2)).toEqual(["bar", 1, 100, 115, 100, 109, 12]);
    expect(listener.heard.at(-1)![0]).toBe("update");
    expect(listener.heard.filter(([call]) => call === "bar")).toHaveLength(1);
  });

  test("where the market data has bars, none are built, and a snapshot knows it", () => {
    const listener = new Listener("a", ["bar"]);
    using set = setOf(listener);
    set.bar(0, 10, 12, 9, 11, 500);
    const writer = new SnapshotWriter();
    set.snapshot(writer);
    const again = new Listener("a", ["bar"]);
    using copy = setOf(again);
    copy.restore(new SnapshotReader(writer.finish()));
    for (let i = 0; i < 2 * UPDATES_PER_BAR; i++) {
      set.update(0, 10, 0, i);
      copy.update(0, 10, 0, i);
      copy.update(1, 10, 0, i);
    }
    expect(listener.heard.filter(([call]) => call === "bar")).toEqual([["bar", 0, 10, 12, 9, 11, 500]]);
    expect(again.heard.filter(([call]) => call === "bar")).toEqual([
      ["bar", 1, 10, 10, 10, 10, 0],
      ["bar", 1, 10, 10, 10, 10, 0],
    ]);
  });

  test("each of many listeners hears of quotes and trades, and of nothing that it has no method for", () => {
    const all = Array.from({ length: 7 }, (_, i) => new Listener(`all ${i}`, ["quote", "trade"]));
    const none = new Listener("none", []);
    using set = setOf(...all, none);
    set.quote(0, 99, 101, 5, 6);
    set.trade(1, 100, 2, -1);
    for (const { heard } of all)
      expect(heard).toEqual([
        ["quote", 0, 99, 101, 5, 6],
        ["trade", 1, 100, 2, -1],
      ]);
    expect(none.heard).toEqual([]);
    expect(set.listensTo).toEqual({ bars: false, quotes: true, trades: true });
  });

  test("the stage hands on quotes before their updates, trades and bars, all in twice the price", () => {
    const listener = new Listener("a", ["bar", "quote", "trade"]);
    const stage = new SignalStage(setOf(listener));
    expect(stage.handles).toEqual([Quote.TYPE, Trade.TYPE, Bar.TYPE]);
    const [inbox, out, event] = [new EventQueue(), new EventQueue(), new EventCursor()];
    Trade.write(inbox, 1, 0, 1, 3, 100, 7, 1);
    Bar.write(inbox, 2, 0, 1, 3, 90, 110, 80, 100, 70);
    Quote.write(inbox, 3, 0, 1, 3, 99, 102, 5, 6, 0);
    Quote.write(inbox, 4, 0, 1, 3, 103, 102, 5, 6, 0);
    while (inbox.next(event)) stage.on(event, out);
    expect(listener.heard).toEqual([
      ["trade", 1, 200, 7, 1],
      ["bar", 1, 180, 220, 160, 200, 70],
      ["quote", 1, 198, 204, 5, 6],
      ["update", 1, 201],
    ]);
    stage[Symbol.dispose]();
    using plain = new SignalStage(setOf(new Listener("b", [])));
    expect(plain.handles).toEqual([Quote.TYPE]);
  });
});
