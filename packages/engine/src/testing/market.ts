import { EventQueue, Quote, Random, Side, Trade } from "@hotpath/core";

/** A seeded market: quotes of walks, now and then a print, some tens of milliseconds between those of one instrument. */
export function market(seed: number, symbols: number, quotes: number): EventQueue {
  const queue = new EventQueue();
  const random = new Random(seed);
  const mid = Array.from({ length: symbols }, (_, i) => 5_000 * (i + 1));
  let micros = 1_700_000_000_000_000;
  for (let k = 0; k < quotes; k++) {
    const i = random.integer(symbols);
    micros += random.integer(2_000);
    mid[i]! += Math.round(3 * random.normal());
    if (random.uniform() < 0.1) Trade.write(queue, micros, random.integer(1000), i, 1, mid[i]!, 5, Side.Buy);
    const [bid, ask] = [mid[i]! - 1 - random.integer(2), mid[i]! + 1 + random.integer(2)];
    Quote.write(queue, micros, random.integer(1000), i, 1, bid, ask, 1 + random.integer(30), 1 + random.integer(30), 0);
  }
  return queue;
}
