import { Garbled, MessageReader } from "@hotpath/fix";
import type { Session } from "@hotpath/fix/session";
import type { ClientOrderIds } from "@hotpath/orders";
import type { OrderMessage } from "./venue-orders.ts";

/** What a session has sent, as its store has it: what is not there was never sent, for it is kept before it leaves. */
export class SentMessages {
  readonly #session: Session;
  readonly #names: ClientOrderIds;
  readonly #reader: MessageReader;

  constructor(session: Session, names: ClientOrderIds) {
    this.#session = session;
    this.#names = names;
    this.#reader = new MessageReader(session.options.dictionary);
  }

  /** MsgType and ClOrdID of the message with a number; undefined where it is not kept. */
  read(msgSeqNum: number): { msgType: string; name: string } | undefined {
    const bytes = this.#session.store.read(msgSeqNum);
    if (bytes === undefined || this.#reader.read(bytes) !== Garbled.None) return undefined;
    return { msgType: this.#reader.msgType, name: this.#reader.string(11) ?? "" };
  }

  /** Those of some messages that were never sent. Reads the store from its end on, until all are found. */
  missingOf(messages: readonly OrderMessage[]): OrderMessage[] {
    const missing = new Map(messages.map((message) => [nameOf(message, this.#names), message]));
    const { nextSenderMsgSeqNum } = this.#session.store;
    for (let number = nextSenderMsgSeqNum - 1; number > 0 && missing.size > 0; number--) {
      const sent = this.read(number);
      if (sent !== undefined && "DFG".includes(sent.msgType)) missing.delete(sent.name);
    }
    return [...missing.values()];
  }
}

function nameOf({ order, version }: OrderMessage, names: ClientOrderIds): string {
  return names.text(order.orderId, version);
}
