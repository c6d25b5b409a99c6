/** What clients may have the engine do: each becomes sequenced inputs, which the journal keeps. */
import {
  GatewayCommandKind,
  type Instrument,
  NO_INSTRUMENT,
  OrderEntryCancel,
  OrderEntryMassCancel,
  OrderEntryReplace,
  RiskAction,
  RiskCommand,
  RiskScope,
  Side,
  StrategyAction,
  StrategyCommand,
} from "@hotpath/core";
import { type CommandRecord, writeCommand } from "../link/command-record.ts";
import type { EngineLink } from "../link/engine-link.ts";
import type {
  CancelOrderMessage,
  ClientMessage,
  MassCancelMessage,
  ReplaceOrderMessage,
  ResultMessage,
  Role,
  StrategyCommandMessage,
  SubmitOrderMessage,
} from "../protocol/index.ts";
import type { KeyedRequest } from "./idempotency.ts";
import { MarketDataCommands } from "./market-data.ts";
import { readOrder } from "./order-requests.ts";
import type { OrderState } from "./order-view.ts";
import { Refusal, refusing } from "./refusal.ts";
import type { TopicLog } from "./topic-log.ts";

/** The least role for each message that a client may send after `hello`. */
export const ROLE_OF: Readonly<Record<Exclude<ClientMessage["type"], "hello">, Role>> = {
  alive: "view",
  subscribe: "view",
  unsubscribe: "view",
  query: "view",
  replay: "view",
  marketData: "trade",
  marketColumns: "trade",
  submitOrder: "trade",
  replaceOrder: "trade",
  cancelOrder: "trade",
  massCancel: "trade",
  strategyCommand: "trade",
  setRiskLimits: "risk",
  killSwitch: "risk",
};

/** A message that becomes inputs of the engine. */
export type CommandMessage = Extract<
  ClientMessage,
  {
    type:
      | "marketData"
      | "marketColumns"
      | "submitOrder"
      | "replaceOrder"
      | "cancelOrder"
      | "massCancel"
      | "strategyCommand"
      | "setRiskLimits"
      | "killSwitch";
  }
>;

const KIND_OF: Readonly<Record<CommandMessage["type"], GatewayCommandKind>> = {
  marketData: GatewayCommandKind.MarketData,
  marketColumns: GatewayCommandKind.MarketData,
  submitOrder: GatewayCommandKind.SubmitOrder,
  replaceOrder: GatewayCommandKind.ReplaceOrder,
  cancelOrder: GatewayCommandKind.CancelOrder,
  massCancel: GatewayCommandKind.MassCancel,
  strategyCommand: GatewayCommandKind.Strategy,
  setRiskLimits: GatewayCommandKind.RiskLimits,
  killSwitch: GatewayCommandKind.KillSwitch,
};

/** Who gives a command: numbers of token and connection, and the hashes of its key where it has one. */
export interface CommandOrigin {
  readonly actor: number;
  readonly session: number;
  readonly keyed?: KeyedRequest | undefined;
}

/** What of the gateway's picture commands need. */
export interface CommandPicture {
  /** Reads what the engine has said since. */
  catchUp(): void;
  order(orderId: number): OrderState | undefined;
  orderOfInput(sequence: number): OrderState | undefined;
  /** What has happened lately. */
  log(topic: "orders" | "fills"): TopicLog;
}

/** Carries commands out. Who may give them has been looked at before. */
export class Commands {
  readonly #link: EngineLink;
  readonly #picture: CommandPicture;
  readonly #marketData: MarketDataCommands;

  constructor(link: EngineLink, picture: CommandPicture) {
    this.#link = link;
    this.#picture = picture;
    this.#marketData = new MarketDataCommands(link, picture);
  }

  /**
   * Does it; the engine has applied it when this returns.
   *
   * @param by under which the journal has it
   * @throws {Refusal} or a {HotpathError} that names the value: nothing was then done
   */
  run(message: CommandMessage, by: CommandOrigin): ResultMessage {
    const { actor, session, keyed } = by;
    const command = KIND_OF[message.type];
    // Inputs of the others have the actor themselves.
    const needsRecord = keyed !== undefined || command === GatewayCommandKind.MarketData;
    const record = needsRecord ? { command, actor, session, ...keyed } : undefined;
    switch (message.type) {
      case "marketData":
        return this.#marketData.quotes(message, record);
      case "marketColumns":
        return this.#marketData.columns(message, record);
      case "submitOrder":
        return this.#submit(message, actor, record);
      case "replaceOrder":
        return this.#replace(message, actor, record);
      case "cancelOrder":
        return this.#cancel(message, actor, record);
      case "massCancel":
        return this.#massCancel(message, actor, record);
      case "strategyCommand":
        return this.#strategy(message, actor, record);
      case "setRiskLimits":
        return done(message.id, this.#link.sendLimits(message.limits, actor, record));
      case "killSwitch": {
        const action = message.engaged ? RiskAction.Halt : RiskAction.Activate;
        const { reason = "" } = message;
        const explained = reason === "" ? record : { command, actor, session, ...keyed, reason };
        const sequence = this.#link.send(
          (inbox, micros) => RiskCommand.write(inbox, micros, 0, NO_INSTRUMENT, 0, action, RiskScope.Firm, 0, actor, 0),
          explained,
        );
        return done(message.id, sequence);
      }
    }
  }

  /** Somebody looks at the engine as it was: what it may see of that, it may see live. */
  replayOpened({ actor, session }: CommandOrigin): void {
    const record = { command: GatewayCommandKind.Replay, actor, session };
    this.#link.send((inbox, micros) => writeCommand(inbox, micros, record, 0, 0));
  }

  #submit(message: SubmitOrderMessage, actor: number, record: CommandRecord | undefined): ResultMessage {
    const definition = this.#instrument(message.instrument);
    const sequence = this.#link.send(readOrder(message, definition, this.#link, actor), record);
    this.#picture.catchUp();
    const order = this.#picture.orderOfInput(sequence);
    if (order === undefined) throw new Refusal("INTERNAL", "the engine has no desk that takes orders");
    const { orderId, state, reason } = order;
    return done(message.id, sequence, { orderId, state, ...(reason !== undefined && { reason }) });
  }

  #replace(message: ReplaceOrderMessage, actor: number, record: CommandRecord | undefined): ResultMessage {
    const order = this.#order(message.orderId);
    const definition = this.#instrument(order.instrument);
    const price = refusing("price", () => definition.orderPrice(message.price, this.#link.lastMicros));
    const quantity = refusing("quantity", () => definition.orderSize(message.quantity));
    const side = order.side === "buy" ? Side.Buy : Side.Sell;
    const sequence = this.#link.send(
      (inbox, micros) =>
        OrderEntryReplace.write(inbox, micros, 0, order.instrument, 0, order.orderId, price, quantity, side, actor),
      record,
    );
    return done(message.id, sequence);
  }

  #cancel(message: CancelOrderMessage, actor: number, record: CommandRecord | undefined): ResultMessage {
    const { orderId, instrument } = this.#order(message.orderId);
    const sequence = this.#link.send(
      (inbox, micros) => OrderEntryCancel.write(inbox, micros, 0, instrument, 0, orderId, actor),
      record,
    );
    return done(message.id, sequence);
  }

  #massCancel(message: MassCancelMessage, actor: number, record: CommandRecord | undefined): ResultMessage {
    const { strategy = -1 } = message;
    if (strategy !== -1 && strategy !== this.#link.deskNumber) this.#knownStrategy(strategy);
    const sequence = this.#link.send(
      (inbox, micros) => OrderEntryMassCancel.write(inbox, micros, 0, NO_INSTRUMENT, 0, strategy, actor),
      record,
    );
    return done(message.id, sequence);
  }

  #strategy(message: StrategyCommandMessage, actor: number, record: CommandRecord | undefined): ResultMessage {
    const { id, strategy, action, parameters } = message;
    this.#knownStrategy(strategy);
    if (action === "set") {
      if (typeof parameters !== "object" || parameters === null || Array.isArray(parameters))
        throw new Refusal("BAD_VALUE", "allowed: a map of values by name", "parameters");
      return done(id, this.#link.sendParameters(strategy, parameters as Record<string, unknown>, actor, record));
    }
    const number = action === "start" ? StrategyAction.Start : StrategyAction.Stop;
    const sequence = this.#link.send(
      (inbox, micros) => StrategyCommand.write(inbox, micros, 0, NO_INSTRUMENT, 0, strategy, number, actor, 0),
      record,
    );
    return done(id, sequence);
  }

  #instrument(index: number): Instrument {
    const { list } = this.#link.instruments;
    const instrument = list[index];
    if (instrument === undefined)
      throw new Refusal("NOT_FOUND", `got ${index}; allowed: 0 to ${list.length - 1}`, "instrument");
    return instrument;
  }

  #order(orderId: number): OrderState {
    this.#picture.catchUp();
    const order = this.#picture.order(orderId);
    if (order === undefined) throw new Refusal("NOT_FOUND", `no order ${orderId} works`, "orderId");
    return order;
  }

  #knownStrategy(strategy: number): void {
    const known = this.#link.strategies().map(({ id }) => id);
    if (!known.includes(strategy))
      throw new Refusal("NOT_FOUND", `got ${strategy}; allowed: ${known.join(", ") || "none"}`, "strategy");
  }
}

function done(id: number, sequence: number, value?: unknown): ResultMessage {
  return { type: "result", id, sequence, ...(value !== undefined && { value }) };
}
