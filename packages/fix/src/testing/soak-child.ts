/**
 * The counterparty of a soak: fills orders, with its store on files, and writes a line of its memory every few seconds.
 *
 *     bun soak-child.ts FOLDER SECONDS
 */
import { Acceptor } from "../net/acceptor.ts";
import { fileStores } from "../store/file-store.ts";
import { memoryNow } from "./memory-now.ts";
import { OrderFiller } from "./orders.ts";
import { VERSIONS } from "./versions.ts";

const [folder = "", seconds = "5"] = process.argv.slice(2);
const filler = new OrderFiller();
const acceptor = await Acceptor.listen({
  port: 0,
  hostname: "127.0.0.1",
  sessions: [{ id: { senderCompID: "HOT", targetCompID: "CLIENT" }, dictionary: VERSIONS.FIX44! }],
  application: {
    onMessage(message, session) {
      const refusal = filler.onMessage(message, session);
      // Names are kept for other tests; here they would be the leak.
      filler.orders.length = 0;
      return refusal;
    },
  },
  store: fileStores({ folder }),
});
process.stdout.write(`${JSON.stringify({ port: acceptor.port })}\n`);
setInterval(() => process.stdout.write(`${JSON.stringify(memoryNow())}\n`), Number(seconds) * 1000);
