import type { MessageReader } from "@hotpath/fix";
import { Acceptor, fileStores, loadVersion } from "@hotpath/fix/net";
import { type Application, BusinessRejectReason, type Refusal, type Session } from "@hotpath/fix/session";

/** Fields by tag. */
export type Fields = ReadonlyMap<number, string>;

const TAGS = [11, 35, 37, 38, 40, 41, 44, 54, 55, 59, 126, 432, 434, 584];

/** What an ExecutionReport says; FIX 4.4's ExecType, whatever the version. */
export interface ReportFields {
  exec: string;
  status: string;
  leaves: number;
  cumulative: number;
  last?: readonly [quantity: number, price: string];
  id?: string;
  refersTo?: string;
  original?: string;
  average?: string;
  reason?: number;
  /** MassStatusReqID (584), and TotNumReports (911). */
  request?: string;
  ofReports?: number;
}

/** A counterparty that does what a test says. */
export class Counterparty implements Application, AsyncDisposable {
  /** Every application message. */
  readonly taken: Fields[] = [];
  /** What the next messages are answered by. */
  refusal: Refusal | undefined;
  /** A type that is refused as not supported. */
  unsupported = "";
  /** How orders stand, by ClOrdID, for all who ask from now on; those that are not here are not known. */
  states: ReadonlyMap<string, ReportFields> | undefined;
  readonly #waiting: Fields[] = [];
  #onTaken: ((message: Fields) => void) | undefined;
  #acceptor: Acceptor | undefined;
  #session: Session | undefined;
  #reports = 0;

  /**
   * @param storeFolder where its messages are kept; memory if left out
   * @param onTaken is told of every message that was not refused
   */
  static async listen(
    version: string,
    port = 0,
    storeFolder?: string,
    onTaken?: (message: Fields) => void,
  ): Promise<Counterparty> {
    const counterparty = new Counterparty();
    counterparty.#onTaken = onTaken;
    counterparty.#acceptor = await Acceptor.listen({
      port,
      hostname: "127.0.0.1",
      sessions: [{ id: { senderCompID: "QUICK", targetCompID: "HOT" }, dictionary: await loadVersion(version) }],
      ...(storeFolder && { store: fileStores({ folder: storeFolder }) }),
      application: counterparty,
      tickMillis: 10,
    });
    return counterparty;
  }

  get port(): number {
    return this.#acceptor!.port;
  }

  onCreate(session: Session): void {
    this.#session = session;
  }

  onMessage(message: MessageReader): Refusal | undefined {
    const fields = new Map([[35, message.msgType]]);
    for (const tag of TAGS) if (tag !== 35 && message.has(tag)) fields.set(tag, message.string(tag)!);
    this.taken.push(fields);
    if (this.refusal !== undefined) return this.refusal;
    if (message.msgType === this.unsupported) return { business: BusinessRejectReason.UnsupportedMessageType };
    if (this.states !== undefined && message.msgType === "H") this.#tellState(fields, this.states.get(fields.get(11)!));
    else if (this.#onTaken === undefined) this.#waiting.push(fields);
    else this.#onTaken(fields);
    return undefined;
  }

  #tellState(asked: Fields, state: ReportFields | undefined): void {
    this.report(asked, state ?? { exec: "I", status: "8", leaves: 0, cumulative: 0 });
  }

  /** The next message of a type that nobody has looked at. */
  async next(msgType: string): Promise<Fields> {
    for (let waited = 0; waited < 10_000; waited += 2) {
      const at = this.#waiting.findIndex((fields) => fields.get(35) === msgType);
      if (at !== -1) return this.#waiting.splice(at, 1)[0]!;
      await Bun.sleep(2);
    }
    throw new Error(`no ${msgType} came; there were ${this.taken.map((fields) => fields.get(35)).join("")}`);
  }

  /** Sends ExecutionReport (8). */
  report(of: Fields, what: ReportFields): void {
    const session = this.#session!;
    const { age } = session.options;
    const writer = session.begin("8");
    const isReversal = what.exec === "H" || what.exec === "G";
    writer.string(6, what.average ?? "0");
    writer.string(11, of.get(11)!);
    writer.int(14, what.cumulative);
    writer.string(17, what.id ?? `R${this.#reports++}`);
    if (what.refersTo !== undefined) writer.string(19, what.refersTo);
    if (age < 43) writer.string(20, { H: "1", G: "2", I: "3" }[what.exec] ?? "0");
    if (what.last !== undefined) {
      writer.string(31, what.last[1]);
      writer.int(32, what.last[0]);
    }
    writer.string(37, "O1");
    if (of.has(38)) writer.string(38, of.get(38)!);
    writer.string(39, what.status);
    if (what.original !== undefined) writer.string(41, what.original);
    if (of.has(44)) writer.string(44, of.get(44)!);
    writer.string(54, of.get(54)!);
    writer.string(55, of.get(55)!);
    if (what.reason !== undefined) writer.int(103, what.reason);
    // Before FIX 4.3 a fill says how much is filled, and what becomes of it is ExecTransType's matter, as a status is.
    const isOfState = what.exec === "F" || what.exec === "I" || isReversal;
    writer.string(150, age < 43 && isOfState ? what.status : what.exec);
    writer.int(151, what.leaves);
    if (what.request !== undefined) writer.string(584, what.request);
    if (what.ofReports !== undefined) writer.int(911, what.ofReports);
    session.commit();
  }

  /** Sends OrderCancelReject (9). @param to CxlRejResponseTo (434): 1 a cancel, 2 a replace */
  refuse(of: Fields, original: string, to: number, status: string, reason = 0): void {
    const session = this.#session!;
    const writer = session.begin("9");
    writer.string(11, of.get(11)!);
    writer.string(37, "O1");
    writer.string(39, status);
    writer.string(41, original);
    writer.int(102, reason);
    writer.int(434, to);
    session.commit();
  }

  /** Ends the connection. */
  drop(): void {
    this.#session!.disconnect();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#acceptor?.stop("", 0);
  }
}
