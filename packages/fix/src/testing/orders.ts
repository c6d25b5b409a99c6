/** The two sides of a simple trade, for tests of sessions: one sends orders, the other fills them. */
import type { MessageReader } from "../reader/message-reader.ts";
import type { Application, Refusal } from "../session/application.ts";
import type { Session } from "../session/session.ts";

/** Fills every order, and keeps their names. */
export class OrderFiller implements Application {
  readonly orders: string[] = [];
  /** Names of the orders that came with PossDupFlag. */
  readonly again: string[] = [];

  onMessage(message: MessageReader, session: Session): Refusal | undefined {
    if (message.msgType !== "D") return { business: 3 };
    const order = message.string(11)!;
    this.orders.push(order);
    if (message.equals(43, "Y")) this.again.push(order);
    const { age } = session.options;
    const writer = session.begin("8");
    writer.string(6, "10");
    writer.string(11, order);
    writer.string(14, message.string(38)!);
    // A whole number in FIX 4.0.
    writer.string(17, age < 41 ? order.slice(1) : `E${order}`);
    if (age < 43) writer.string(20, "0");
    writer.string(31, "10");
    writer.string(32, message.string(38)!);
    writer.string(37, `O${order}`);
    writer.string(38, message.string(38)!);
    writer.string(39, "2");
    writer.string(54, message.string(54)!);
    writer.string(55, message.string(55)!);
    if (age >= 41) writer.string(150, age < 43 ? "2" : "F");
    if (age >= 41) writer.string(151, "0");
    session.commit();
    return undefined;
  }
}

/** Sends orders, and keeps the names of those that were filled. */
export class OrderClient implements Application {
  readonly fills: string[] = [];
  readonly rejects: string[] = [];

  onMessage(message: MessageReader): Refusal | undefined {
    if (message.msgType !== "8") return { business: 3 };
    this.fills.push(message.string(11)!);
    return undefined;
  }

  onAdmin(message: MessageReader): void {
    if (message.msgType === "3") this.rejects.push(message.string(58) ?? "");
  }

  /** Sends an order of this name, and answers its number. */
  order(session: Session, name: string): number {
    const writer = session.begin("D");
    writer.string(11, name);
    writer.string(21, "1");
    writer.int(38, 100);
    writer.string(40, "2");
    writer.units(44, 100, 1);
    writer.string(54, "1");
    writer.string(55, "HOT");
    if (session.options.age >= 42) writer.string(60, "20260314-13:30:15");
    return session.commit();
  }
}
