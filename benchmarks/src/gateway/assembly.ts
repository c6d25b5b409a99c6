/** Makes the gateway of the crowd's rows, on its own thread. */
import { type AssembleGateway, bunTransport, Gateway, type TokenRecord, TokenStore } from "@hotpath/gateway/server";

const CLIENTS = 1100;

export const assembleGateway: AssembleGateway = ({ link, log }, options) =>
  new Gateway({
    link,
    log,
    transport: bunTransport(),
    tokens: new TokenStore(options as TokenRecord[]),
    limits: {
      maxConnections: CLIENTS,
      maxPending: CLIENTS,
      maxTokenConnections: CLIENTS,
      requestsPerSecond: 100,
      requestBurst: 1000,
      keptMessages: 4096,
    },
  });
