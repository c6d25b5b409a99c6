/** Seeded batches of commands and of order messages: most rows make sense, some do not. */
import { OrderType, Side, TimeInForce } from "@hotpath/core";
import type { CommandBatch } from "../command-batch.ts";
import { OrderRowKind, type OrderRows } from "../l3-feed.ts";

const TIMES = [TimeInForce.GoodTillCancel, TimeInForce.Day, TimeInForce.ImmediateOrCancel, TimeInForce.FillOrKill];

/** Fills a batch with random commands. */
export function fillBatch(batch: CommandBatch, random: (below: number) => number, middle: number, world: number): void {
  const odd = (value: number): number =>
    random(120) === 0 ? [Number.NaN, value + 0.5, -1, 0, 2 ** 53, Number.NEGATIVE_INFINITY][random(6)]! : value;
  const ids = [30, 300, 3000][world % 3]!;
  const spread = [3, 40, 400][random(3)]!;
  const idScale = [1, 2 ** 20, 2 ** 40][world % 3]!;
  batch.clear();
  for (let row = 0; row < batch.rows; row++) {
    const what = random(100);
    const id = odd((1 + random(ids)) * idScale);
    const price = odd(middle + random(2 * spread + 1) - spread);
    const quantity = odd(1 + random(world % 5 === 0 ? 2 ** 31 : 20));
    if (what < 55) {
      const side = random(100) === 0 ? 7 : random(2) === 0 ? Side.Buy : Side.Sell;
      const type = random(100) === 0 ? 9 : random(8) === 0 ? OrderType.Market : OrderType.Limit;
      const time = random(10) === 0 ? TimeInForce.PostOnly : TIMES[random(4)]!;
      batch.submit(random(50) === 0 ? 9 : random(2), id, side, price, quantity, type, time, random(4) - (row & 1));
    } else if (what < 80) {
      batch.cancel(id);
    } else {
      batch.replace(id, price, quantity);
    }
    if (random(500) === 0) batch.kind[row] = 3 + random(250);
  }
}

function rowsOf(count: number) {
  return {
    count,
    kind: new Uint8Array(count),
    side: new Uint8Array(count),
    instrument: new Int32Array(count),
    price: new Float64Array(count),
    quantity: new Float64Array(count),
    id: new Float64Array(count),
    otherId: new Float64Array(count),
  };
}

/** Rows as a feed brings them, and some that make no sense or stand against the other side. */
export function randomRows(random: (below: number) => number, seed: number, middle: number): OrderRows {
  const { Add, Delete, Execute, Modify, Reduce, Replace, Clear, Snapshot } = OrderRowKind;
  const kinds = [...[Add, Add, Add, Add, Delete, Delete, Execute, Reduce], ...[Replace, Modify]];
  const odd = (value: number): number =>
    random(200) === 0 ? [Number.NaN, value + 0.5, -1, 0, 2 ** 53, Number.NEGATIVE_INFINITY][random(6)]! : value;
  const rows = rowsOf(1 + random(500));
  const step = [1, 100, 25][seed % 3]!;
  const ids = [20, 400, 4000][random(3)]!;
  const scale = [1, 2 ** 21, -(2 ** 40)][seed % 3]!;
  for (let row = 0; row < rows.count; row++) {
    const side = random(2) === 0 ? Side.Buy : Side.Sell;
    // Mostly apart, so that books are seldom crossed.
    const away = (random(300) === 0 ? -3 : 0) + random([5, 60, 900][random(3)]!);
    const key = Math.floor(middle / step) + (side === Side.Buy ? -away : 1 + away);
    rows.kind[row] = random(200) === 0 ? [Clear, Snapshot, 20, 0, 77][random(5)]! : kinds[random(kinds.length)]!;
    rows.side[row] = random(300) === 0 ? random(4) : side;
    rows.instrument[row] = random(300) === 0 ? random(9) - 4 : random(2);
    rows.price[row] = odd(key * step + (random(2000) === 0 ? 1 : 0));
    rows.quantity[row] = odd(1 + random(seed % 5 === 0 ? 2 ** 31 : 30));
    rows.id[row] = odd((random(50) === 0 ? 0 : 1 + random(ids)) * scale);
    rows.otherId[row] = odd((1 + random(ids)) * scale);
  }
  return rows;
}
