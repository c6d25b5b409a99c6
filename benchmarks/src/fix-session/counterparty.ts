/**
 * The other process of a round trip: an acceptor that answers every NewOrderSingle with an ExecutionReport, whole and
 * validated as a broker does it.
 *
 *     bun counterparty.ts memory|file|synced|database FOLDER|URL
 */
import type { MessageReader } from "@hotpath/fix";
import { dictionary } from "@hotpath/fix/fix44";
import { Acceptor } from "@hotpath/fix/net";
import type { Application, Session } from "@hotpath/fix/session";
import { benchStore } from "./bench-store.ts";

const [store = "", place = ""] = process.argv.slice(2);

const filler: Application = {
  onMessage(order: MessageReader, session: Session): undefined {
    const { index } = order;
    const writer = session.begin("8");
    const copy = (tag: number, as = tag) => {
      const at = index.find(tag);
      if (at >= 0) writer.raw(as, index.bytes, index.starts[at], index.ends[at]);
    };
    copy(44, 6);
    copy(11);
    copy(38, 14);
    writer.int(17, session.store.nextSenderMsgSeqNum);
    copy(44, 31);
    copy(38, 32);
    writer.int(37, session.store.nextSenderMsgSeqNum);
    copy(38);
    writer.char(39, 50);
    copy(40);
    copy(44);
    copy(54);
    copy(55);
    copy(60);
    writer.char(150, 70);
    writer.int(151, 0);
    session.commit();
  },
};

const acceptor = await Acceptor.listen({
  port: 0,
  hostname: "127.0.0.1",
  sessions: [{ id: { senderCompID: "SELL", targetCompID: "BUY" }, dictionary }],
  application: filler,
  ...(await benchStore(store, place)),
});
process.stdout.write(`${acceptor.port}\n`);
