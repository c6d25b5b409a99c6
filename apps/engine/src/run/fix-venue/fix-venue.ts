/**
 * A FIX counterparty as the venue of an engine.
 *
 *     engine → journal → NewOrder, CancelOrder, ReplaceOrder → this → FIX store → wire → D, F, G
 *     8, 9, 3, j → this → inbox → journal → engine; then the session's store counts the message as received
 *
 * The engine stays synchronous: messages come in from the event loop, between its inputs. An order is journalled before it is
 * in the session's store, and in the store before it is on the wire; a report is in the journal before the session counts it.
 * So after kill −9 nothing that was done is unknown: what the store does not have was never sent, what the counterparty has
 * sent meanwhile it sends again, and a report that comes twice is known by its ExecID.
 */
import {
  CancelOrder,
  Command,
  EngineCommand,
  type EventCursor,
  type EventSink,
  ExecType,
  ExecutionReport,
  type InstrumentRegistry,
  NewOrder,
  NewOrderTerms,
  NO_INSTRUMENT,
  OrderStatus,
  OrderStatusRequest,
  ReplaceOrder,
  SessionState,
  type Stage,
  VenueSession,
} from "@hotpath/core";
import type { StrategyEngine } from "@hotpath/engine";
import type { MessageReader } from "@hotpath/fix";
import { FixEngine } from "@hotpath/fix/net";
import {
  type Application,
  BusinessRejectReason,
  type Refusal,
  type Session,
  type SessionLog,
} from "@hotpath/fix/session";
import type { JournalWriter } from "@hotpath/journal";
import { ClientOrderIds } from "@hotpath/orders";
import type { FixVenueSettings } from "./fix-venue-options.ts";
import { isSupported, OrderWriter } from "./order-writer.ts";
import { isStatus, ReportReader, statusOf } from "./report-reader.ts";
import { SentMessages } from "./sent-messages.ts";
import { StatusQuestions } from "./status-questions.ts";
import { StatusRound } from "./status-round.ts";
import { type OrderMessage, VenueOrders } from "./venue-orders.ts";
import { VenueReason } from "./venue-reason.ts";

/** How a {@link FixVenue} is made. */
export interface FixVenueOptions {
  instruments: InstrumentRegistry;
  settings: FixVenueSettings;
  /** What all ClOrdIDs of this journal begin with: another journal's have another. */
  prefix: string;
  /** Whether an order that was journalled and never sent is sent late; else it is rejected. */
  resends: boolean;
  /** The time of reports, in microseconds. */
  nowMicros: () => number;
  log?: (sessionName: string) => SessionLog | undefined;
}

/** How long answers to OrderStatusRequests are waited for, in milliseconds. */
const STATUS_MILLIS = 10_000;

/** Where a session stands. */
type Phase = "starting" | "synchronizing" | "ready" | "lost";

/** What the refusal of a message says in the engine. */
const REFUSALS: Readonly<Record<string, number>> = {
  D: ExecType.Rejected,
  F: ExecType.CancelRejected,
  G: ExecType.ReplaceRejected,
};

/** Takes an engine's orders to a counterparty, and its reports back. */
export class FixVenue implements Stage, Application {
  readonly name = "venue";
  readonly handles: readonly number[] = [NewOrder.TYPE, CancelOrder.TYPE, ReplaceOrder.TYPE, OrderStatusRequest.TYPE];
  /** Among the engine's stages: it gives ClOrdIDs. */
  readonly orders: VenueOrders = new VenueOrders();
  readonly #options: FixVenueOptions;
  readonly #names: ClientOrderIds;
  readonly #reader: ReportReader;
  readonly #writer: OrderWriter;
  #phase: Phase = "starting";
  #engine: StrategyEngine | undefined;
  #journal: JournalWriter | undefined;
  #fix: FixEngine | undefined;
  #session: Session | undefined;
  /** What is asked for while the session is brought up to date. */
  #held: OrderMessage[] = [];
  /** What the journal has, and nobody had answered when it ended. */
  #inherited: OrderMessage[] = [];
  #token = "";
  #statuses: StatusRound | undefined;
  readonly #questions = new StatusQuestions();
  /** Whether the counterparty takes OrderStatusRequests, as far as is known. */
  #takesStatus: boolean;
  /** Orders of which it is not known whether the venue has them. */
  readonly #uncertain = new Set<number>();
  readonly #notes: string[] = [];

  constructor(options: FixVenueOptions) {
    this.#options = options;
    this.#takesStatus = options.settings.statusRequests === "each";
    this.#names = new ClientOrderIds(options.prefix);
    this.#reader = new ReportReader(options.instruments, this.#names, this.orders);
    this.#writer = new OrderWriter(
      options.instruments,
      this.#names,
      options.settings.account,
      options.settings.goodTillDate,
    );
  }

  /** Whether orders may leave. */
  get isReady(): boolean {
    return this.#phase === "ready";
  }

  /** Connects, after the journal was replayed. */
  async start(engine: StrategyEngine, journal: JournalWriter): Promise<void> {
    this.#engine = engine;
    this.#journal = journal;
    const { settings, log } = this.#options;
    this.#fix = await FixEngine.start([settings.setup], { application: this, ...(log && { log }) });
  }

  /** The journal has been replayed: what is asked for from now on is to be sent. */
  endReplay(): void {
    this.#inherited = this.orders.endReplay();
  }

  /** Logs out and lets go of the store. */
  async stop(): Promise<void> {
    await this.#fix?.stop();
    this.#process();
  }

  /** What a user should know: a line each. */
  notes(): string[] {
    const { foreign, rounded, ids } = this.#reader;
    const { discrepancies, unresolved } = this.orders;
    const count = (n: number, what: string): string[] => (n > 0 ? [`${n} ${what}`] : []);
    return [
      ...this.#notes,
      ...count(discrepancies, `discrepancies with the counterparty's list of orders, ${unresolved} of them unresolved`),
      ...count(foreign, "messages were of no order of this journal"),
      ...count(rounded, "prices were finer than the instrument's, and rounded"),
      ...count(ids.collisions, "execution ids had the hash of another"),
    ];
  }

  on(event: EventCursor, out: EventSink): void {
    if (event.type === OrderStatusRequest.TYPE) {
      this.#askStatus(OrderStatusRequest.orderId(event));
      return;
    }
    // What an order has beside its own record has been read with it.
    if (event.type === NewOrderTerms.TYPE) return;
    const message = this.orders.take();
    if (message === undefined) {
      // A cancel of an order that nobody knows any more.
      const orderId = CancelOrder.orderId(event);
      this.#refuse(out, event.instrument, orderId, CancelOrder.side(event), ExecType.CancelRejected, 0);
    } else if (this.#phase === "ready") this.#send(message, out);
    else if (this.#phase === "lost") this.#refuseMessage(message, out, VenueReason.NotConnected);
    else this.#held.push(message);
  }

  onCreate(session: Session): void {
    this.#session = session;
  }

  /** Behind the answer to this TestRequest nothing is left to be sent again, on either side. */
  onLogon(session: Session): void {
    this.#phase = "synchronizing";
    this.#token = `UP-TO-DATE-${session.store.nextSenderMsgSeqNum}`;
    session.begin("1").string(112, this.#token);
    session.commit();
  }

  onLogout(): void {
    const engine = this.#engine!;
    this.#phase = "lost";
    this.#statuses = undefined;
    this.#questions.clear();
    for (const message of this.#held.splice(0)) this.#refuseMessage(message, engine.inbox, VenueReason.NotConnected);
    VenueSession.write(engine.inbox, this.#now(), 0, NO_INSTRUMENT, 0, SessionState.Lost, 0);
    // Not processed here: the engine may be what has just failed to send.
  }

  onAdmin(message: MessageReader, session: Session): void {
    if (message.msgType === "3") this.#rejected(message, session);
    else if (message.msgType === "0" && this.#token !== "" && message.string(112) === this.#token) {
      this.#token = "";
      this.#upToDate(session);
    } else return;
    this.#process();
  }

  onMessage(message: MessageReader, session: Session): Refusal | undefined {
    switch (message.msgType) {
      case "8":
        this.#report(message, session);
        break;
      case "9":
        this.#cancelRejected(message);
        break;
      case "j":
        this.#rejected(message, session);
        break;
      default:
        return { business: BusinessRejectReason.UnsupportedMessageType };
    }
    this.#process();
    return undefined;
  }

  /** What has come is applied, and in the journal, before the session counts the message. */
  #process(): void {
    this.#engine!.process();
    this.#journal!.flush();
  }

  #now(): number {
    return this.#options.nowMicros();
  }

  #send(message: OrderMessage, out: EventSink): void {
    if (!isSupported(message.order)) {
      this.#refuseMessage(message, out, VenueReason.NotSupported);
      return;
    }
    this.#writer.send(message, this.#session!, this.#now());
  }

  #refuseMessage(message: OrderMessage, out: EventSink, reason: number): void {
    const { order, msgType } = message;
    this.#refuse(out, order.instrument, order.orderId, order.side, REFUSALS[msgType]!, reason);
  }

  #refuse(out: EventSink, instrument: number, orderId: number, side: number, execType: number, reason: number): void {
    const none = Number.NaN;
    const tail = [0, 0, execType, side, 0, reason, 0, 0, none, none, none, -1] as const;
    ExecutionReport.write(out, this.#now(), 0, instrument, 0, orderId, 0, 0, 0, ...tail);
  }

  /** Both sides have all that the other had sent. */
  #upToDate(session: Session): void {
    const numbers = numbersOf(session);
    const working = this.orders.working();
    const isWhole = this.orders.sessionNumbers === numbers || working.length === 0;
    if (isWhole) {
      this.#begin(numbers);
      this.#settleUnsent(session);
      return;
    }
    this.#inherited = [];
    // The session's numbers have begun again since: neither store nor counterparty can tell of what was before.
    const { statusRequests } = this.#options.settings;
    if (statusRequests === "none") {
      this.#cancelUncertain(numbers);
      return;
    }
    const name = statusRequests === "mass" ? `ALL-${session.store.nextSenderMsgSeqNum}` : undefined;
    if (name !== undefined) this.#writer.askAll(name, session);
    else for (const order of working) this.#writer.askStatus(order, session);
    const round = new StatusRound(
      working.map(({ orderId }) => orderId),
      name,
    );
    this.#statuses = round;
    setTimeout(() => {
      if (this.#statuses !== round) return;
      this.#notes.push("OrderStatusRequests were not answered");
      this.#giveUpStatuses(session);
      this.#process();
    }, STATUS_MILLIS).unref();
  }

  #begin(numbers: number, state: SessionState = SessionState.Connected): void {
    const { inbox } = this.#engine!;
    VenueSession.write(inbox, this.#now(), 0, NO_INSTRUMENT, 0, state, numbers);
    this.#phase = "ready";
    this.#engine!.process();
    for (const message of this.#held.splice(0)) this.#send(message, inbox);
  }

  /** What was journalled and never sent: late, or not at all. */
  #settleUnsent(session: Session): void {
    const open = this.#inherited.filter((message) => this.orders.isOpen(message));
    this.#inherited = [];
    if (open.length === 0) return;
    const unsent = new SentMessages(session, this.#names).missingOf(open);
    const { inbox } = this.#engine!;
    const isUnsent = new Set(unsent);
    const rejected = new Set<number>();
    for (const message of unsent) {
      const { orderId } = message.order;
      if (this.#options.resends) this.#send(message, inbox);
      else if (message.msgType === "F" && !rejected.has(orderId)) {
        // What it was chained to may never have been sent.
        const { order } = message;
        const before = order.open.findLast((each) => each.msgType === "G" && !isUnsent.has(each));
        this.#send({ ...message, original: before?.version ?? order.accepted }, inbox);
      } else {
        if (message.msgType === "D") rejected.add(orderId);
        this.#refuseMessage(message, inbox, VenueReason.NeverSent);
      }
    }
    if (unsent.length > 0)
      this.#notes.push(
        `${unsent.length} requests were journalled and not sent: ${this.#options.resends ? "sent now" : "refused"}`,
      );
  }

  /** Whatever the venue may still have is cancelled; what it does not know has ended. */
  #cancelUncertain(numbers: number): void {
    const working = this.orders.working();
    for (const { orderId } of working) this.#uncertain.add(orderId);
    this.#notes.push(`${working.length} orders of before the session's numbers began again are cancelled`);
    this.#begin(numbers);
    Command.write(this.#engine!.inbox, this.#now(), 0, NO_INSTRUMENT, 0, EngineCommand.CancelAll, 0);
  }

  #report(message: MessageReader, session: Session): void {
    const { age } = session.options;
    const id = this.#reader.orderOf(message);
    const round = this.#statuses;
    if (round !== undefined && isStatus(message, age) && round.isAnswer(message, id?.orderId)) {
      if (statusOf(message) !== OrderStatus.Rejected)
        this.#reader.writeState(message, id?.orderId, round.list, this.#now());
      if (round.answered(message, id?.orderId)) this.#endStatuses(session, this.#engine!.inbox);
      return;
    }
    if (id !== undefined && isStatus(message, age) && this.#questions.isOpen(id.orderId))
      this.#statusAnswered(message, id.orderId, session);
    else this.#reader.write(message, age, this.#engine!.inbox, this.#now());
  }

  /** The engine asks how an order stands that nobody has answered a request for: again later, where nobody can be asked now. */
  #askStatus(orderId: number): void {
    const order = this.orders.find(orderId);
    if (order === undefined || !this.#takesStatus || this.#phase !== "ready") return;
    this.#writer.askStatus(order, this.#session!, this.#questions.begin(order));
  }

  #statusAnswered(message: MessageReader, orderId: number, session: Session): void {
    const isKnown = statusOf(message) !== OrderStatus.Rejected || message.number(14) > 0;
    const next = isKnown ? undefined : this.#questions.next(orderId);
    const order = this.orders.find(orderId);
    if (next !== undefined && order !== undefined) {
      this.#writer.askStatus(order, session, next);
      return;
    }
    this.#questions.end(orderId);
    this.#reader.writeState(message, orderId, this.#engine!.inbox, this.#now());
  }

  /** All have been answered: the venue's list is whole. */
  #endStatuses(session: Session, inbox: StrategyEngine["inbox"]): void {
    const round = this.#statuses!;
    this.#statuses = undefined;
    VenueSession.write(inbox, this.#now(), 0, NO_INSTRUMENT, 0, SessionState.ListBegin, 0);
    round.writeTo(inbox);
    this.#begin(numbersOf(session), SessionState.ListEnd);
  }

  /** The counterparty does not say how orders stand. */
  #giveUpStatuses(session: Session): void {
    this.#statuses = undefined;
    this.#cancelUncertain(numbersOf(session));
  }

  /** OrderCancelReject (9). */
  #cancelRejected(message: MessageReader): void {
    const id = this.#reader.orderOf(message);
    const order = id === undefined ? undefined : this.orders.find(id.orderId);
    if (order === undefined) {
      this.#reader.foreign += 1;
      return;
    }
    const { inbox } = this.#engine!;
    const asked = order.open.find(({ version }) => version === id!.version)?.msgType;
    const isReplace = message.has(434) ? message.char(434) === 50 : asked === "G";
    const execType = isReplace ? ExecType.ReplaceRejected : ExecType.CancelRejected;
    const reason = message.int(102);
    // UnknownOrder (102=1), of one that may never have come there.
    if (this.#uncertain.delete(order.orderId) && reason === 1)
      this.#refuse(inbox, order.instrument, order.orderId, order.side, ExecType.Rejected, VenueReason.UnknownThere);
    else this.#refuse(inbox, order.instrument, order.orderId, order.side, execType, Number.isNaN(reason) ? 0 : reason);
  }

  /** Reject (3) or BusinessMessageReject (j) of a message of ours: by its number. */
  #rejected(message: MessageReader, session: Session): void {
    const number = message.int(45);
    const sent = Number.isNaN(number) ? undefined : new SentMessages(session, this.#names).read(number);
    this.#notes.push(
      `refused by the counterparty: ${sent?.msgType ?? "message"} ${sent?.name ?? number}: ${message.string(58) ?? ""}`,
    );
    if ((sent?.msgType === "H" || sent?.msgType === "AF") && this.#statuses !== undefined) {
      this.#giveUpStatuses(session);
      return;
    }
    // Who cannot be asked is not asked again.
    if (sent?.msgType === "H") this.#takesStatus = false;
    const id = sent === undefined ? undefined : this.#names.parse(sent.name);
    const order = id === undefined ? undefined : this.orders.find(id.orderId);
    const execType = REFUSALS[sent?.msgType ?? ""];
    if (order === undefined || execType === undefined) return;
    const { inbox } = this.#engine!;
    this.#refuse(inbox, order.instrument, order.orderId, order.side, execType, VenueReason.MessageRejected);
  }
}

/** What tells one run of a session's numbers from the next: when they began, as a positive int. */
function numbersOf(session: Session): number {
  return Math.floor(session.store.creationMicros / 1000) % 2_147_483_647;
}
