import { joinNanos } from "@hotpath/core";
import type { EngineLink } from "../link/engine-link.ts";
import { PROTOCOL_VERSION, type WelcomeMessage } from "../protocol/index.ts";

/** What every gateway has beside version 1.0 of the protocol. */
const FEATURES = ["columns", "indicators"];

/** The answer to a `hello`: what there is behind the gateway. */
export function welcomeOf(
  link: EngineLink,
  of: Pick<WelcomeMessage, "session" | "role" | "heartbeatMillis">,
): WelcomeMessage {
  return {
    type: "welcome",
    version: PROTOCOL_VERSION,
    ...of,
    engine: link.life,
    sequence: link.sequence,
    time: joinNanos(link.lastMicros, 0),
    instruments: link.instruments.list.map(({ id, symbol, priceDecimals, sizeDecimals, currency }) => ({
      id,
      symbol,
      priceDecimals,
      sizeDecimals,
      currency,
    })),
    strategies: link.strategies(),
    features: [...FEATURES, ...(link.replay ? ["replay"] : []), ...(link.journal ? ["journal"] : [])],
  };
}
