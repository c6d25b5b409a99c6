/**
 * A venue in a process of its own, which outlives the engines that trade there: it acknowledges orders, fills them in parts
 * by chance, and remembers every report that it has made, so that an engine that comes back is told what it has missed.
 * One session at a time: the next one begins when the last one's bytes have all been read, as a FIX acceptor's does.
 */
import {
  CancelOrder,
  type EventCursor,
  EventQueue,
  ExecType,
  ExecutionReport,
  Liquidity,
  NewOrder,
  Random,
  ReplaceOrder,
  Side,
} from "@hotpath/core";
import type { Socket } from "bun";
import { cursorOf, FrameKind, Frames, frame, type Ledger } from "./protocol.ts";

interface Order {
  orderId: number;
  instrument: number;
  side: number;
  price: number;
  quantity: number;
  filled: number;
  isOpen: boolean;
}

type Session = Socket<{ frames: Frames }>;

const random = new Random(Number(process.argv[2] ?? 1));
const orders = new Map<number, Order>();
const open: Order[] = [];
const reports: Uint8Array[] = [];
const queue = new EventQueue();
let executions = 0;
let doubled = 0;
let sessions = 0;
let active: Session | undefined;
const waiting: { socket: Session; from: number }[] = [];
/** What the kernel has not taken yet. */
let pending: Uint8Array[] = [];

function report(order: Order, micros: number, execType: number, price = 0, quantity = 0, reason = 0): void {
  const leaves = order.isOpen ? order.quantity - order.filled : 0;
  const liquidity = execType === ExecType.Trade ? Liquidity.Maker : 0;
  const { orderId, instrument, side, filled } = order;
  const id = reports.length + 1;
  const terms = [leaves, filled, execType, side, liquidity, reason, id, 0, NaN, NaN, NaN, -1] as const;
  ExecutionReport.write(queue, micros, 0, instrument, 1, orderId, orderId, price, quantity, ...terms);
  const cursor = cursorOf(new Uint8Array(96));
  queue.next(cursor);
  const bytes = cursor.bytes().slice();
  reports.push(bytes);
  send(frame(FrameKind.Report, reports.length, bytes));
}

function send(bytes: Uint8Array): void {
  if (active === undefined) return;
  pending.push(bytes);
  drain();
}

function drain(): void {
  while (active !== undefined && pending.length > 0) {
    const written = active.write(pending[0]!);
    if (written < 0) return;
    if (written < pending[0]!.length) {
      pending[0] = pending[0]!.subarray(written);
      return;
    }
    pending.shift();
  }
}

function take(event: EventCursor): void {
  if (event.type === NewOrder.TYPE) newOrder(event);
  else if (event.type === CancelOrder.TYPE) cancel(event);
  else if (event.type === ReplaceOrder.TYPE) replace(event);
  for (let n = random.integer(3); n > 0; n--) fillOne(event.micros);
}

function newOrder(event: EventCursor): void {
  const orderId = NewOrder.orderId(event);
  if (orders.has(orderId)) {
    doubled += 1;
    return;
  }
  const order: Order = {
    orderId,
    instrument: event.instrument,
    side: NewOrder.side(event),
    price: NewOrder.price(event),
    quantity: NewOrder.quantity(event),
    filled: 0,
    isOpen: true,
  };
  orders.set(orderId, order);
  open.push(order);
  report(order, event.micros, ExecType.New);
}

function cancel(event: EventCursor): void {
  const order = orders.get(CancelOrder.orderId(event));
  if (order === undefined) return;
  if (!order.isOpen) {
    report(order, event.micros, ExecType.CancelRejected, 0, 0, 1);
    return;
  }
  close(order);
  report(order, event.micros, ExecType.Canceled);
}

function replace(event: EventCursor): void {
  const order = orders.get(ReplaceOrder.orderId(event));
  if (order === undefined) return;
  const quantity = ReplaceOrder.quantity(event);
  if (!order.isOpen || quantity <= order.filled) {
    report(order, event.micros, ExecType.CancelRejected, 0, 0, 2);
    return;
  }
  order.price = ReplaceOrder.price(event);
  order.quantity = quantity;
  report(order, event.micros, ExecType.Replaced);
}

function fillOne(micros: number): void {
  if (open.length === 0) return;
  const order = open[random.integer(open.length)]!;
  const quantity = Math.min(order.quantity - order.filled, 1 + random.integer(8));
  order.filled += quantity;
  executions += 1;
  if (order.filled === order.quantity) close(order);
  report(order, micros, ExecType.Trade, order.price, quantity);
}

function close(order: Order): void {
  order.isOpen = false;
  open.splice(open.indexOf(order), 1);
}

function ledger(): Ledger {
  const positions: number[] = [];
  for (const { instrument, side, filled } of orders.values())
    positions[instrument] = (positions[instrument] ?? 0) + (side === Side.Buy ? filled : -filled);
  const list = [...orders.values()].map(({ price: _, ...order }) => order);
  return { orders: list, doubled, executions, positions, reports: reports.length, sessions };
}

/** The next engine's session, when there is no other: first what it has missed, then what came at all. */
function admit(): void {
  if (active !== undefined) return;
  const next = waiting.shift();
  if (next === undefined) return;
  active = next.socket;
  pending = [];
  sessions += 1;
  for (let number = next.from + 1; number <= reports.length; number++)
    send(frame(FrameKind.Report, number, reports[number - 1]!));
  send(frame(FrameKind.List, 0, new TextEncoder().encode(JSON.stringify([...orders.keys()]))));
}

const server = Bun.listen<{ frames: Frames }>({
  hostname: "127.0.0.1",
  port: 0,
  socket: {
    open(socket) {
      socket.data = { frames: new Frames() };
    },
    data(socket, bytes) {
      socket.data.frames.push(bytes, (kind, number, payload) => {
        if (kind === FrameKind.Hello) {
          waiting.push({ socket, from: number });
          admit();
        } else if (kind === FrameKind.Order) take(cursorOf(payload));
        else if (kind === FrameKind.Dump)
          socket.write(frame(FrameKind.Ledger, 0, new TextEncoder().encode(JSON.stringify(ledger()))));
      });
    },
    drain: () => drain(),
    close(socket) {
      if (socket !== active) return;
      active = undefined;
      admit();
    },
    error() {},
  },
});
console.log(server.port);
