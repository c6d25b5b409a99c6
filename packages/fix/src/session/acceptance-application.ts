import { Cell, Section } from "../dictionary/scope.ts";
import type { FieldIndex } from "../reader/field-index.ts";
import type { MessageReader } from "../reader/message-reader.ts";
import { type Application, BusinessRejectReason, type Refusal } from "./application.ts";
import type { Session } from "./session.ts";

/**
 * The application that QuickFIX's acceptance scenarios talk to: NewOrderSingle (D), Email (C) and from FIX 4.2 on
 * SecurityDefinition (d) come back with a new header and their body in the order of tags; an order with PossResend=Y whose
 * ClOrdID the session has seen is dropped; every other message is refused as of an unsupported type.
 */
export class AcceptanceApplication implements Application {
  readonly #orders = new Map<Session, Set<string>>();

  onLogout(session: Session): void {
    this.#orders.delete(session);
  }

  onMessage(message: MessageReader, session: Session): Refusal | undefined {
    const { msgType } = message;
    const known = msgType === "D" || msgType === "C" || (msgType === "d" && session.options.age >= 42);
    if (!known) return { business: BusinessRejectReason.UnsupportedMessageType };
    const possResend = message.equals(97, "Y");
    if (msgType === "D" && this.#seen(session, message.string(11) ?? "") && possResend) return undefined;
    this.#echo(message, session, possResend);
    return undefined;
  }

  /** Whether the session has had an order of this name; now it has. */
  #seen(session: Session, clOrdID: string): boolean {
    let orders = this.#orders.get(session);
    if (orders === undefined) {
      orders = new Set();
      this.#orders.set(session, orders);
    }
    const seen = orders.has(clOrdID);
    orders.add(clOrdID);
    return seen;
  }

  #echo(message: MessageReader, session: Session, possResend: boolean): void {
    const { index } = message;
    const { tags, starts, ends, bytes } = index;
    const applVerID = message.string(1128);
    const writer = session.begin(message.msgType, { possResend, ...(applVerID === undefined ? {} : { applVerID }) });
    for (const [from, to] of bodyFields(index))
      for (let i = from; i < to; i++) writer.raw(tags[i]!, bytes, starts[i], ends[i]);
    session.commit();
  }
}

/** The fields of the body in the order of their tags, each from its place to the one behind it and its group. */
function bodyFields(index: FieldIndex): [from: number, to: number][] {
  const fields: [number, number][] = [];
  for (let i = 3; i < index.count; ) {
    const cell = index.cells[i]!;
    const section = cell === 0 ? Section.Body : (cell >> Cell.SectionShift) & Cell.SectionMask;
    let next = index.isGroup(i) ? index.nexts[i]! : i + 1;
    // Data stays behind its length.
    if (index.bytes[index.ends[i]!] === 1 && next < index.count && isLengthOf(index, i, next)) next++;
    if (section === Section.Body) fields.push([i, next]);
    i = next;
  }
  return fields.sort(([a], [b]) => index.tags[a]! - index.tags[b]!);
}

/** Whether the field at `at` says the length of the one behind it, which holds a separator. */
function isLengthOf(index: FieldIndex, at: number, next: number): boolean {
  const { bytes, starts, ends } = index;
  let length = 0;
  for (let i = starts[at]!; i < ends[at]!; i++) length = length * 10 + bytes[i]! - 48;
  return length === ends[next]! - starts[next]! && bytes.subarray(starts[next], ends[next]).includes(1);
}
