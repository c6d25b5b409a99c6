import { joinNanos } from "@hotpath/core";
import type { EngineLink } from "../link/engine-link.ts";
import { PROTOCOL_VERSION, type Role, type WelcomeMessage } from "../protocol/index.ts";
import type { GatewayLimits } from "./limits.ts";

/** What every gateway has beside version 1.0 of the protocol. */
const FEATURES = ["columns", "indicators"];

/** The answer to a `hello`: what there is behind the gateway. */
export function welcomeOf(
  link: EngineLink,
  session: string,
  role: Role,
  { heartbeatMillis }: Pick<GatewayLimits, "heartbeatMillis">,
): WelcomeMessage {
  return {
    type: "welcome",
    version: PROTOCOL_VERSION,
    session,
    role,
    heartbeatMillis,
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
    features: link.replay === undefined ? FEATURES : [...FEATURES, "replay"],
  };
}
