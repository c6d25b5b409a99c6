/** What a person has the engine do: each command with a key, so that it is done once whatever the wire does. */
import { type ClientRequest, type GatewayClient, GatewayError } from "@hotpath/gateway/client";
import { ROLES, type Role } from "@hotpath/gateway/protocol";
import type { Notices } from "./notices.ts";

/** An order as the ticket has it. */
export interface Ticket {
  instrument: number;
  symbol: string;
  side: "buy" | "sell";
  orderType: "limit" | "market";
  quantity: string;
  price: string;
  timeInForce: "day" | "gtc" | "ioc" | "fok" | "post-only";
}

export class Commands {
  readonly #client: GatewayClient;
  readonly #notices: Notices;
  /** How long the last command took until its answer, in milliseconds; NaN before the first. */
  lastMillis: number = Number.NaN;

  constructor(client: GatewayClient, notices: Notices) {
    this.#client = client;
    this.#notices = notices;
  }

  get role(): Role {
    return this.#client.welcome.role;
  }

  /** Whether this token may do what needs a role. */
  may(needed: Role): boolean {
    return ROLES.indexOf(this.role) >= ROLES.indexOf(needed);
  }

  /** Why it may not; undefined if it may. */
  reasonAgainst(needed: Role): string | undefined {
    return this.may(needed) ? undefined : `this token's role is ${this.role}; ${needed} is needed`;
  }

  async submit({ symbol, price, orderType, ...order }: Ticket): Promise<void> {
    const limit = orderType === "limit" ? { price } : {};
    const what = `${order.side} ${order.quantity} ${symbol} ${orderType === "limit" ? `at ${price}` : "at the market"}`;
    const timeInForce = orderType === "market" ? "ioc" : order.timeInForce;
    await this.#do(what, { type: "submitOrder", ...order, orderType, timeInForce, ...limit }, (value) => {
      const { orderId, state, reason } = value as { orderId?: number; state?: string; reason?: string };
      const isBad = state === "refused" || state === "rejected";
      return { text: `order ${orderId} ${state}${reason === undefined ? "" : `: ${reason}`}`, isBad };
    });
  }

  async cancel(orderId: number): Promise<void> {
    await this.#do(`cancel order ${orderId}`, { type: "cancelOrder", orderId });
  }

  async cancelAll(): Promise<void> {
    await this.#do("cancel all orders", { type: "massCancel" });
  }

  async kill(isEngaged: boolean, reason: string): Promise<void> {
    const what = isEngaged ? "halt all trading" : "resume trading";
    await this.#do(what, { type: "killSwitch", engaged: isEngaged, ...(reason !== "" && { reason }) });
  }

  async strategy(id: number, name: string, action: "start" | "stop"): Promise<void> {
    await this.#do(`${action} ${name}`, { type: "strategyCommand", strategy: id, action });
  }

  async #do(
    what: string,
    request: ClientRequest,
    say: (value: unknown) => { text: string; isBad: boolean } = () => ({ text: "done", isBad: false }),
  ): Promise<void> {
    const start = performance.now();
    try {
      const { value } = await this.#client.request({ ...request, key: randomKey() } as ClientRequest);
      const { text, isBad } = say(value ?? {});
      this.#notices.say(`${what}: ${text}`, isBad ? "bad" : "good");
    } catch (error) {
      const text =
        error instanceof GatewayError
          ? `${error.path === undefined ? "" : `${error.path}: `}${error.message}`
          : String(error);
      this.#notices.say(`${what}: ${text}`, "bad");
    }
    this.lastMillis = performance.now() - start;
  }
}

/** `crypto.randomUUID` is only there in secure contexts. */
function randomKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
