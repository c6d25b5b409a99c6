/** The gateway of `hotpath serve`, made on the thread that it is to have, or on the engine's. */
import { type AssembleGateway, bunTransport, Gateway, type GatewayOptions, TokenStore } from "@hotpath/gateway/server";
import { pagesOf } from "./pages-of.ts";

/** All that it is made of beside the engine: plain values. */
export interface ServedGateway {
  host: string;
  port: number;
  tls: { cert: string; key: string } | undefined;
  /** As a file of tokens has them. */
  tokens: string;
  origins: readonly string[];
  /** Whether the web page is served. */
  hasPage: boolean;
  keepsEvents: boolean;
  /** Where market data comes as requests of clients, they may make as many as the engine can take. */
  isFedByClients: boolean;
}

const FED_BY_CLIENTS = { requestsPerSecond: 10_000_000, requestBurst: 10_000_000 };

/** In a Worker. @throws {ConfigError} naming the option that is wrong */
export const assembleGateway: AssembleGateway<ServedGateway> = (parts, options) => makeGateway(parts, options);

/** On this thread. @throws {ConfigError} naming the option that is wrong */
export async function makeGateway(
  { link, log }: Parameters<AssembleGateway>[0],
  options: ServedGateway,
  onCommand?: GatewayOptions["onCommand"],
): Promise<Gateway> {
  const { host, port, tls, tokens, origins, hasPage, keepsEvents, isFedByClients } = options;
  const pages = hasPage ? await pagesOf() : undefined;
  return new Gateway({
    link,
    log,
    transport: bunTransport({ hostname: host, port, ...(tls && { tls }) }),
    ...(pages && { pages }),
    tokens: TokenStore.parse(tokens),
    allowedOrigins: origins,
    keepsEvents,
    ...(isFedByClients && { limits: FED_BY_CLIENTS }),
    ...(onCommand && { onCommand }),
  });
}
