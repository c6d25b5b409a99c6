/**
 * A session between an engine and a venue: in order and without a loss while it holds, each message after a delay of its
 * own. What is on its way when it breaks has arrived up to some message, and the rest is lost.
 */
import { ExecType, type Random } from "@hotpath/core";
import type { Report } from "./reports.ts";

/** One direction. */
export class Channel<Message> {
  readonly #queue: { due: number; message: Message }[] = [];
  #last = 0;

  get size(): number {
    return this.#queue.length;
  }

  /** Sends a message that arrives at `due`, or when the one before has arrived. */
  send(message: Message, due: number): void {
    this.#last = Math.max(this.#last, due);
    this.#queue.push({ due: this.#last, message });
  }

  /** Lets the last message overtake the one before. */
  swapLast(): void {
    const [a, b] = this.#queue.slice(-2);
    if (a === undefined || b === undefined) return;
    [a.message, b.message] = [b.message, a.message];
  }

  /** The last message but `back`. */
  fromEnd(back: number): Message | undefined {
    return this.#queue.at(-1 - back)?.message;
  }

  /** The next message that has arrived by `now`. */
  next(now: number): Message | undefined {
    return this.#queue[0] !== undefined && this.#queue[0].due <= now ? this.#queue.shift()!.message : undefined;
  }

  /** Breaks: hands out those that still arrive, and forgets the rest. */
  break(random: Random): Message[] {
    const count = random.integer(this.size + 1);
    const arrived = this.#queue.splice(0).slice(0, count);
    this.#last = 0;
    return arrived.map(({ message }) => message);
  }
}

const REVERSALS: readonly number[] = [ExecType.TradeCancel, ExecType.TradeCorrect];

/**
 * Whether a venue may tell of one before the other although it came later: what concerns different orders, and a trade ahead
 * of an acknowledgement or another trade of its order; nothing overtakes what takes a trade back.
 */
export function mayOvertake(later: Report, earlier: Report): boolean {
  if (later.orderId !== earlier.orderId) return true;
  return later.execType === ExecType.Trade && !REVERSALS.includes(earlier.execType);
}
