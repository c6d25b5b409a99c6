import { expect, setDefaultTimeout, test } from "bun:test";
import { type BookView, L3Book } from "@hotpath/order-book";
import { ItchBooks } from "../itch50/itch-books.ts";
import { ItchFeed } from "../itch50/itch-feed.ts";
import { newYorkMidnight } from "../itch50/new-york-midnight.ts";
import { MarketBatch, MarketKind } from "../market-batch.ts";
import { dataPath, readData } from "../testing/shared-data.ts";
import { LobsterFeed } from "./lobster-feed.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const midnightMicros = newYorkMidnight("2012-06-21");
const itchPath = dataPath("itch/LOBSTER_AMZN5_20120621.itch50.zst");
const lobsterPath = dataPath("lobster/AMZN_2012-06-21_34200000_57600000_message_5.csv.zst");
const title = "the same day from ITCH and from LOBSTER: the same messages, and after each the same book";

function bothSides(book: BookView, levels: number): unknown {
  return [book.levels(1, levels), book.levels(2, levels)];
}

if (itchPath === undefined || lobsterPath === undefined) {
  test.skip(`${title} (no data/itch and data/lobster below HOTPATH_TEST_DATA)`, () => {});
} else
  test(title, async () => {
    const itch = new MarketBatch({ rows: 2 ** 18 });
    const lobster = new MarketBatch({ rows: 2 ** 18 });
    const bytes = await readData(itchPath);
    new ItchFeed({ midnightMicros }).decode(bytes, itch);
    new LobsterFeed({ midnightMicros }).decode(await readData(lobsterPath), lobster);
    const fromItch = new L3Book({ instruments: 1 });
    const fromLobster = new L3Book({ instruments: 1 });
    let at = 0;
    for (let row = 0; row < lobster.count; row++) {
      // The ITCH file leaves out what was said of orders entered before the file begins.
      const names = lobster.kind[row]! <= MarketKind.OrderReplace && lobster.kind[row] !== MarketKind.OrderAdd;
      const isUnknown = names && !fromLobster.book().has(lobster.id[row]!);
      fromLobster.apply(lobster, row, row + 1);
      if (isUnknown) continue;
      const isSame =
        itch.kind[at] === lobster.kind[row] &&
        itch.timeMicros[at] === lobster.timeMicros[row] &&
        itch.timeNanos[at] === lobster.timeNanos[row] &&
        (itch.kind[at] === MarketKind.OrderDelete || itch.quantity[at] === lobster.quantity[row]);
      if (!isSame) expect(itch.at(at)).toEqual(lobster.at(row));
      fromItch.apply(itch, at, at + 1);
      at++;
      const [a, b] = [fromItch.book(), fromLobster.book()];
      const isSameTop =
        Object.is(a.bestBid, b.bestBid) &&
        Object.is(a.bestAsk, b.bestAsk) &&
        a.bestBidSize === b.bestBidSize &&
        a.bestAskSize === b.bestAskSize;
      if (!isSameTop) throw new Error(`row ${row + 1}: ${a.toString(1)} from ITCH, ${b.toString(1)} from LOBSTER`);
      if (at % 1000 === 0) expect(bothSides(a, 10_000)).toEqual(bothSides(b, 10_000) as never);
    }
    expect(at).toBe(itch.count);
    expect(fromItch.counts()).toMatchObject({ unknownOrder: 0, duplicateOrder: 0, overExecuted: 0 });
    expect(bothSides(fromItch.book(), 10_000)).toEqual(bothSides(fromLobster.book(), 10_000) as never);
    fromItch.book().verify();
    fromLobster.book().verify();
    for (const native of [true, false]) {
      const inOnePass = new L3Book({ instruments: 1 });
      new ItchBooks(inOnePass, { native }).decode(bytes);
      expect(inOnePass.hash()).toBe(fromItch.hash());
    }
  });
