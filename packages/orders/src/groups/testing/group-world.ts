/**
 * A small world around `OrderGroups` for checking every interleaving: an order manager, venues, and between them a first
 * in first out channel each way for every order. Whatever may happen next is a list of steps; the state can be saved and
 * taken back.
 */
import {
  CancelIntent,
  EventCursor,
  EventQueue,
  ExecType,
  ExecutionReport,
  InstrumentRegistry,
  MassCancel,
  OrderIntent,
  OrderLink,
  OrderRequestKind,
  OrderStatus,
  OrderType,
  Side,
  SnapshotReader,
  SnapshotWriter,
} from "@hotpath/core";
import { RefusalReason } from "@hotpath/risk";
import { OrderGroups } from "../order-groups.ts";

/** An order of a scenario. */
export interface WorldOrder {
  role: number;
  side: number;
  quantity: number;
}

/** What is explored: one group, and how often each kind of trouble may happen. */
export interface Scenario {
  name: string;
  kind: number;
  policy?: number;
  orders: readonly WorldOrder[];
  /** Whether the venue knows replaces. */
  hasReplace: boolean;
  /** How often a venue may reject an order, a replace; refuse a cancel of a live order; cancel unasked. */
  rejects?: number;
  replaceRejects?: number;
  cancelRejects?: number;
  unsolicited?: number;
  /** How often the gate may refuse a new order or a replace. */
  refusals?: number;
  /** How often the kill switch may be thrown, and the entry (else the first order) cancelled by its user. */
  kills?: number;
  userCancels?: number;
}

const Message = { New: 0, Cancel: 1, Replace: 2 } as const;
const Live = { No: 0, Yes: 1, Ended: 2 } as const;

/** An order as the order manager and its venue see it. */
export interface WorldState {
  id: number;
  leg: number;
  /** The order manager's view; −1 closed. */
  status: number;
  quantity: number;
  cumulative: number;
  asked: number;
  live: number;
  venueQuantity: number;
  venueCumulative: number;
  toVenue: number[];
  fromVenue: number[];
}

const instruments = new InstrumentRegistry([{ id: 1, symbol: "A", priceDecimals: 2 }]);
const BUDGETS = [
  "rejects",
  "replaceRejects",
  "cancelRejects",
  "unsolicited",
  "refusals",
  "kills",
  "userCancels",
] as const;
const FIRST_OWN = 100;

/** One thing that may happen next. */
export interface Step {
  what: string;
  order: number;
  amount: number;
}

/** The world. Its order manager does what groups ask, and refuses nothing that they ask rightly. */
export class GroupWorld {
  readonly groups: OrderGroups;
  readonly scenario: Scenario;
  orders: WorldState[] = [];
  budgets: number[];
  flattened = 0;
  readonly #out = new EventQueue({ initialBytes: 4096 });
  readonly #in = new EventQueue({ initialBytes: 4096 });
  readonly #cursor = new EventCursor();
  readonly #cause = new EventCursor();

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    this.budgets = BUDGETS.map((name) => scenario[name] ?? 0);
    this.groups = new OrderGroups({
      instruments,
      maxGroups: 1,
      maxLegs: 16,
      firstOrderId: FIRST_OWN,
      venuesWithoutReplace: scenario.hasReplace ? [] : [1],
    });
    this.groups.attach({
      release: (id) => this.#release(id),
      cancel: (id) => this.#cancel(id),
      resize: (id, quantity) => this.#resize(id, quantity),
    });
    const { kind, policy = 0, orders } = scenario;
    orders.forEach(({ role, side, quantity }, n) => {
      OrderLink.write(this.#in, 0, 0, 0, 1, 9, n + 1, kind, role, orders.length, policy);
      OrderIntent.write(this.#in, 0, 0, 0, 1, n + 1, 100, quantity, side, OrderType.Limit, 0, 7);
    });
    this.#run();
  }

  save(): Uint8Array {
    const writer = new SnapshotWriter();
    this.groups.snapshotState(writer);
    writer.f64(this.flattened);
    for (const n of this.budgets) writer.i32(n);
    writer.i32(this.orders.length);
    for (const o of this.orders) {
      for (const n of [o.id, o.leg, o.status, o.quantity, o.cumulative, o.asked, o.live, o.venueQuantity])
        writer.i32(n);
      writer.i32(o.venueCumulative);
      writer.i32s(Int32Array.from(o.toVenue));
      writer.i32(o.fromVenue.length);
      for (const n of o.fromVenue) writer.i32(n);
    }
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new SnapshotReader(bytes);
    this.groups.restoreState(reader);
    this.flattened = reader.f64();
    this.budgets = this.budgets.map(() => reader.i32());
    const count = reader.i32();
    this.orders = [];
    for (let n = 0; n < count; n++) {
      const [id, leg, status, quantity, cumulative, asked, live, venueQuantity, venueCumulative] = Array.from(
        { length: 9 },
        () => reader.i32(),
      ) as [number, number, number, number, number, number, number, number, number];
      const toVenue = Array.from({ length: reader.i32() }, () => reader.i32());
      const fromVenue = Array.from({ length: reader.i32() }, () => reader.i32());
      this.orders.push({
        id,
        leg,
        status,
        quantity,
        cumulative,
        asked,
        live,
        venueQuantity,
        venueCumulative,
        toVenue,
        fromVenue,
      });
    }
  }

  /** Whether nothing is under way: engine and venue know the same. */
  get isQuiet(): boolean {
    return this.orders.every((o) => o.toVenue.length === 0 && o.fromVenue.length === 0);
  }

  /** Everything that may happen next. */
  steps(): Step[] {
    const steps: Step[] = [];
    const [rejects, replaceRejects, cancelRejects, unsolicited, refusals, kills, userCancels] = this.budgets as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    this.orders.forEach((o, order) => {
      const add = (what: string, amount = 0): number => steps.push({ what, order, amount });
      const head = o.toVenue[0];
      if (head !== undefined) {
        add("arrive");
        if (head === Message.New && rejects > 0) add("reject");
        if (head === Message.Replace && replaceRejects > 0) add("rejectReplace");
        if (head === Message.Cancel && o.live === Live.Yes && cancelRejects > 0) add("rejectCancel");
        // The gate stands between: it refuses before anything has left.
        if (head !== Message.Cancel && refusals > 0 && o.toVenue.length <= 2) add("refuse");
      }
      if (o.fromVenue.length > 0) add("report");
      if (o.live === Live.Yes) {
        for (let n = 1; n <= o.venueQuantity - o.venueCumulative; n++) add("fill", n);
        if (unsolicited > 0) add("unsolicited");
      }
    });
    if (kills > 0) steps.push({ what: "kill", order: -1, amount: 0 });
    if (userCancels > 0 && this.orders[0]!.status !== -1) steps.push({ what: "userCancel", order: 0, amount: 0 });
    return steps;
  }

  /** Lets one of {@link steps} happen. */
  take(step: Step): void {
    const o = this.orders[step.order]!;
    switch (step.what) {
      case "arrive":
        this.#arrive(o);
        break;
      case "reject":
        this.budgets[0]! -= 1;
        o.toVenue.shift();
        this.#end(o, ExecType.Rejected);
        break;
      case "rejectReplace":
        this.budgets[1]! -= 1;
        o.toVenue.splice(0, 2);
        o.fromVenue.push(ExecType.CancelRejected, 0);
        break;
      case "rejectCancel":
        this.budgets[2]! -= 1;
        o.toVenue.shift();
        o.fromVenue.push(ExecType.CancelRejected, 0);
        break;
      case "refuse":
        this.budgets[4]! -= 1;
        this.#refuse(o);
        break;
      case "fill":
        o.venueCumulative += step.amount;
        o.fromVenue.push(ExecType.Trade, step.amount);
        if (o.venueCumulative === o.venueQuantity) o.live = Live.Ended;
        break;
      case "unsolicited":
        this.budgets[3]! -= 1;
        this.#end(o, ExecType.Canceled);
        break;
      case "report":
        this.#report(o, o.fromVenue.shift()!, o.fromVenue.shift()!);
        break;
      case "kill":
        this.budgets[5]! -= 1;
        MassCancel.write(this.#in, 0, 0, -1, 0, -1, 0);
        this.#run();
        break;
      case "userCancel":
        this.budgets[6]! -= 1;
        CancelIntent.write(this.#in, 0, 0, 0, 1, o.id, 7);
        this.#run();
        break;
    }
  }

  #arrive(o: WorldState): void {
    const message = o.toVenue.shift()!;
    if (message === Message.New) {
      o.live = Live.Yes;
      o.venueQuantity = o.toVenue.shift()!;
      o.fromVenue.push(ExecType.New, 0);
    } else if (message === Message.Replace) {
      const quantity = o.toVenue.shift()!;
      if (o.live !== Live.Yes || quantity < o.venueCumulative) o.fromVenue.push(ExecType.CancelRejected, 0);
      else {
        o.venueQuantity = quantity;
        o.fromVenue.push(ExecType.Replaced, quantity);
        if (o.venueCumulative === quantity) o.live = Live.Ended;
      }
    } else if (o.live === Live.Yes) this.#end(o, ExecType.Canceled);
    else o.fromVenue.push(ExecType.CancelRejected, 0);
  }

  #end(o: WorldState, execType: number): void {
    if (execType === ExecType.Rejected) o.toVenue.shift();
    o.live = Live.Ended;
    o.venueQuantity = o.venueCumulative;
    o.fromVenue.push(execType, 0);
  }

  /** The gate says no. What was asked for has not left; nothing of it is at the venue. */
  #refuse(o: WorldState): void {
    const message = o.toVenue.splice(0, 2)[0]!;
    if (message === Message.New) {
      o.toVenue.length = 0;
      o.status = -1;
      o.live = Live.Ended;
      this.groups.onRefused(o.id, OrderRequestKind.New, RefusalReason.Halted);
    } else {
      o.asked = -1;
      if (o.status === OrderStatus.PendingReplace) o.status = OrderStatus.New;
      this.groups.onRefused(o.id, OrderRequestKind.Replace, RefusalReason.Halted);
    }
    this.#run();
  }

  #report(o: WorldState, execType: number, amount: number): void {
    ExecutionReport.write(
      this.#out,
      0,
      0,
      0,
      1,
      o.id,
      0,
      0,
      amount,
      0,
      0,
      execType,
      1,
      0,
      0,
      0,
      0,
      Number.NaN,
      0,
      0,
      0,
    );
    const cause = this.#cause;
    this.#out.next(cause);
    this.groups.on(cause, this.#in);
    switch (execType) {
      case ExecType.New:
        if (o.status === OrderStatus.PendingNew) o.status = OrderStatus.New;
        this.groups.onAccepted(o.id);
        break;
      case ExecType.Trade:
        o.cumulative += amount;
        this.groups.onFill(o.id, amount);
        if (o.cumulative >= o.quantity && o.status !== -1 && !(o.asked > o.cumulative))
          this.#close(o, OrderStatus.Filled);
        break;
      case ExecType.Replaced:
        o.quantity = amount;
        this.#replaced(o, 1);
        break;
      case ExecType.CancelRejected:
        if (o.asked !== -1) this.#replaced(o, 0);
        else if (o.status === OrderStatus.PendingCancel) o.status = OrderStatus.New;
        break;
      case ExecType.Canceled:
        if (o.status !== -1) this.#close(o, OrderStatus.Canceled);
        break;
      case ExecType.Rejected:
        this.#close(o, OrderStatus.Rejected);
        break;
    }
    this.groups.after(cause, this.#in);
    this.#run();
  }

  #replaced(o: WorldState, accepted: number): void {
    o.asked = -1;
    if (o.status === -1) return;
    if (o.status === OrderStatus.PendingReplace) o.status = OrderStatus.New;
    this.groups.onReplaced(o.id, 100, o.quantity, o.quantity - o.cumulative, accepted);
    if (o.cumulative >= o.quantity) this.#close(o, OrderStatus.Filled);
  }

  #close(o: WorldState, status: number): void {
    o.status = -1;
    this.groups.onClosed(o.id, status);
  }

  /** What the groups send comes back as orders. */
  #run(): void {
    const event = this.#cursor;
    // Actions and notices of an event that had no cause of its own.
    this.groups.after(this.#cause, this.#in);
    while (this.#in.next(event)) {
      if (this.groups.handles.includes(event.type)) this.groups.on(event, this.#in);
      if (event.type === OrderIntent.TYPE) this.#intent(event);
      else if (event.type === CancelIntent.TYPE) this.#cancel(CancelIntent.orderId(event));
      else if (event.type === MassCancel.TYPE) for (const o of this.orders) this.#cancel(o.id);
      this.groups.after(event, this.#in);
    }
  }

  #intent(event: EventCursor): void {
    const id = OrderIntent.orderId(event);
    const quantity = OrderIntent.quantity(event);
    if (OrderIntent.orderType(event) === OrderType.Market) {
      this.flattened += OrderIntent.side(event) === Side.Buy ? quantity : -quantity;
      return;
    }
    const leg = this.groups.table.legOf(id);
    const o: WorldState = {
      id,
      leg,
      status: OrderStatus.Filled,
      quantity,
      cumulative: 0,
      asked: -1,
      live: Live.No,
      venueQuantity: 0,
      venueCumulative: 0,
      toVenue: [],
      fromVenue: [],
    };
    this.orders.push(o);
    // Filled stands for held, which is no state that a venue knows.
    if (this.groups.onIntent(id, 0, OrderIntent.side(event), 100, quantity)) return;
    this.#send(o);
  }

  #send(o: WorldState): void {
    o.status = OrderStatus.PendingNew;
    o.toVenue.push(Message.New, o.quantity);
  }

  #release(id: number): boolean {
    const o = this.#find(id);
    if (o?.status !== OrderStatus.Filled) throw new Error(`order ${id} is released but not held`);
    this.#send(o);
    return true;
  }

  #cancel(id: number): boolean {
    const o = this.#find(id);
    if (o === undefined || o.status === -1) return false;
    if (o.status === OrderStatus.PendingCancel) return true;
    if (o.status === OrderStatus.Filled) {
      this.#close(o, OrderStatus.Canceled);
      return true;
    }
    o.status = OrderStatus.PendingCancel;
    o.toVenue.push(Message.Cancel);
    return true;
  }

  #resize(id: number, quantity: number): boolean {
    const o = this.#find(id);
    if (o === undefined || o.status === -1) return false;
    if (o.status === OrderStatus.Filled) {
      o.quantity = quantity;
      return true;
    }
    if (o.status !== OrderStatus.New || quantity <= o.cumulative) return false;
    o.status = OrderStatus.PendingReplace;
    o.asked = quantity;
    o.toVenue.push(Message.Replace, quantity);
    return true;
  }

  #find(id: number): WorldState | undefined {
    return this.orders.find((o) => o.id === id);
  }
}

/** Whether the venue has the order live. */
export const isLive = (order: { live: number }): boolean => order.live === Live.Yes;
