import type { MessageReader, MessageWriter } from "@hotpath/fix";
import {
  type Application,
  BusinessRejectReason,
  type MessageHeader,
  type Refusal,
  type Session,
} from "@hotpath/fix/session";

/** Values of the wire, as bytes. */
const [LIMIT, MARKET, FILLED, REJECTED] = [50, 49, 50, 56];

/** Symbols whose last price is remembered; the oldest goes. */
const SYMBOLS = 100_000;

/**
 * A counterparty that fills orders: the simulated market takes the other side of every limit order at its limit, whole and
 * at once, and of a market order at the symbol's last price. A cancel or replace finds its order filled.
 */
export class Executor implements Application {
  /** Orders filled. */
  filled = 0;
  /** Last price by symbol, as it stood on the wire. */
  readonly #prices = new Map<string, Uint8Array>();

  onMessage(message: MessageReader, session: Session): Refusal | undefined {
    switch (message.msgType) {
      case "D":
        this.#order(message, session);
        return undefined;
      case "F":
      case "G":
        this.#tooLate(message, session);
        return undefined;
      default:
        return { business: BusinessRejectReason.UnsupportedMessageType };
    }
  }

  #order(message: MessageReader, session: Session): void {
    const symbol = message.string(55) ?? "";
    const kind = message.char(40);
    const limit = kind === LIMIT ? message.data(44) : undefined;
    const price = kind === MARKET ? this.#prices.get(symbol) : limit;
    const quantity = message.data(38);
    if (price === undefined || quantity === undefined) {
      const why = kind === LIMIT || kind === MARKET ? "no price" : "only limit and market orders are filled";
      this.#report(message, session, REJECTED, undefined, quantity, quantity === undefined ? "no quantity" : why);
      return;
    }
    if (limit !== undefined) this.#remember(symbol, limit);
    this.filled++;
    this.#report(message, session, FILLED, price, quantity, undefined);
  }

  #remember(symbol: string, price: Uint8Array): void {
    const kept = this.#prices.get(symbol);
    if (kept !== undefined && kept.length === price.length) {
      kept.set(price);
      return;
    }
    if (kept === undefined && this.#prices.size >= SYMBOLS) {
      for (const oldest of this.#prices.keys()) {
        this.#prices.delete(oldest);
        break;
      }
    }
    this.#prices.set(symbol, price.slice());
  }

  /** ExecutionReport (8), its fields in the order of their tags. */
  #report(
    order: MessageReader,
    session: Session,
    status: number,
    price: Uint8Array | undefined,
    quantity: Uint8Array | undefined,
    text: string | undefined,
  ): void {
    const { age } = session.options;
    const number = session.store.nextSenderMsgSeqNum;
    const writer = session.begin("8", answerTo(order));
    const id = `${session.store.creationMicros}-${number}`;
    const copy = (tag: number) => copyField(order, writer, tag);
    copy(1);
    if (price === undefined) writer.int(6, 0);
    else writer.raw(6, price);
    copy(11);
    if (price === undefined || quantity === undefined) writer.int(14, 0);
    else writer.raw(14, quantity);
    copy(15);
    writer.string(17, `E${id}`);
    if (age < 43) writer.char(20, 48);
    if (price !== undefined) writer.raw(31, price);
    else if (age < 42) writer.int(31, 0);
    if (price !== undefined && quantity !== undefined) writer.raw(32, quantity);
    else if (age < 42) writer.int(32, 0);
    writer.string(37, `O${id}`);
    if (quantity !== undefined) writer.raw(38, quantity);
    writer.char(39, status);
    for (const tag of [40, 44, 54, 55]) copy(tag);
    if (text !== undefined) writer.string(58, text);
    copy(60);
    if (text !== undefined) writer.int(103, 0);
    // A fill is Trade (F) from FIX 4.3 on.
    if (age >= 41) writer.char(150, status === FILLED && age >= 43 ? 70 : status);
    if (age >= 41) writer.int(151, 0);
    session.commit();
  }

  /** OrderCancelReject (9): the order that was meant is filled. */
  #tooLate(message: MessageReader, session: Session): void {
    const { age } = session.options;
    const writer = session.begin("9", answerTo(message));
    copyField(message, writer, 11);
    if (message.has(37)) copyField(message, writer, 37);
    else writer.string(37, "NONE");
    if (age >= 41) {
      writer.char(39, FILLED);
      copyField(message, writer, 41);
    }
    writer.string(58, "Too late to cancel");
    writer.int(102, 0);
    if (age >= 42) writer.char(434, message.msgType === "F" ? 49 : 50);
    session.commit();
  }
}

/** Copies a field that is there as it stands. */
function copyField(from: MessageReader, writer: MessageWriter, tag: number): void {
  const at = from.find(tag);
  if (at < 0) return;
  const { bytes, starts, ends } = from.index;
  if (starts[at] !== ends[at]) writer.raw(tag, bytes, starts[at], ends[at]);
}

/** An answer goes to the third party that its message came from, and is of its version. */
function answerTo(message: MessageReader): MessageHeader | undefined {
  const applVerID = message.string(1128);
  const deliverToCompID = message.string(115);
  if (applVerID === undefined && deliverToCompID === undefined) return undefined;
  return {
    ...(applVerID === undefined ? {} : { applVerID }),
    ...(deliverToCompID === undefined ? {} : { deliverToCompID }),
  };
}
