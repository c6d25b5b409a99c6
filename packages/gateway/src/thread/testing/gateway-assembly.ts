/** The gateway of the thread's tests, made in its Worker. */
import { bunTransport, Gateway, type TokenRecord, TokenStore } from "../../server/index.ts";
import type { AssembleGateway } from "../gateway-worker.ts";

export const assembleGateway: AssembleGateway<{ records: TokenRecord[] }> = ({ link, log }, { records }) =>
  new Gateway({ link, log, transport: bunTransport({ port: 0 }), tokens: new TokenStore(records), keepsEvents: true });
