import type { Random } from "@hotpath/core";
import type { ItchMessage } from "../itch50/itch-messages.ts";
import { ItchWriter } from "../itch50/itch-writer.ts";
import { stockDirectory } from "./itch-flow.ts";
import { ITCH_TYPES, randomItchMessage } from "./itch-samples.ts";

const ORDERS = "AAAAAAFFDDDDXXEEECUUUP";

/**
 * Messages that quarrel: a few stocks, order numbers that come again, stand for nobody or go twice, sizes of 0 and of more
 * than is open, prices of changing steps that cross, locates that no message has named, now and then any type at all. Each
 * after its length.
 *
 * @param ids order numbers there are; few of them, so that they meet
 */
export function itchMix(random: Random, messages: number, ids = 40): Uint8Array {
  const writer = new ItchWriter();
  for (let i = 0; i < messages; i++) writer.write(mixedMessage(random, ids));
  return writer.take();
}

/** One message of an {@link itchMix}. */
export function mixedMessage(random: Random, ids: number): ItchMessage {
  if (random.integer(40) === 0) {
    const any = randomItchMessage(ITCH_TYPES[random.integer(ITCH_TYPES.length)]!, random);
    return { ...any, stockLocate: random.integer(4) };
  }
  const locate = random.integer(4);
  if (random.integer(60) === 0) return stockDirectory(`S${locate}`, locate);
  const type = ORDERS[random.integer(ORDERS.length)]!;
  const message = {
    ...randomItchMessage(type as "A", random),
    stockLocate: locate,
    orderReference: random.integer(ids),
    stock: `S${locate}`,
    price: 100 * (1000 + random.integer(8)) + (random.integer(50) === 0 ? random.integer(100) : 0),
    shares: random.integer(30) === 0 ? 0 : 1 + random.integer(5),
  };
  const amount = random.integer(4);
  return {
    ...message,
    type,
    executedShares: amount,
    cancelledShares: amount,
    newOrderReference: random.integer(ids),
  } as unknown as ItchMessage;
}
