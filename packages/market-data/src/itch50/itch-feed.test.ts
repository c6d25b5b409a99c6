import { expect, setDefaultTimeout, test } from "bun:test";
import { Random } from "@hotpath/core";
import { MarketBatch } from "../market-batch.ts";
import { ITCH_TYPES, randomItchMessage } from "../testing/itch-samples.ts";
import { mutationTimeout, runCampaign } from "../testing/mutate.ts";
import { ItchFeed } from "./itch-feed.ts";
import { ItchWriter } from "./itch-writer.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(mutationTimeout());

test("mutated streams never break the way from bytes to rows, and cut anywhere they say the same", () => {
  const random = new Random(4);
  const writer = new ItchWriter();
  const corpus = Array.from({ length: 8 }, () => {
    for (let i = 0; i < 12; i++) {
      const message = randomItchMessage(ITCH_TYPES[random.integer(ITCH_TYPES.length)]!, random);
      writer.write({ ...message, stockLocate: random.integer(3) });
    }
    return writer.take();
  });
  const result = runCampaign<MarketBatch>({
    corpus,
    decoder: () => new ItchFeed({ midnightMicros: 0 }),
    out: () => new MarketBatch({ rows: 4, maxRows: 5 }),
    row(out, row, tell) {
      const { kind, flags, side, instrument, code, price, quantity, id, otherId, timeMicros, timeNanos } = out;
      for (const column of [kind, flags, side, instrument, code, price, quantity, id, otherId, timeMicros, timeNanos]) {
        tell(column[row]!);
      }
    },
    count: Number(process.env.HOTPATH_MUTATIONS ?? 30_000),
  });
  expect(result.rows).toBeGreaterThan(result.mutations);
});
