/** A gateway in front of a small engine on paper, over real sockets, and a client of few comforts. */

import { type InstrumentDefinition, Quote } from "@hotpath/core";
import { OrderIds, PaperVenue, StrategyEngine, type StrategyEngineOptions, type StrategyEntry } from "@hotpath/engine";
import type { ClientMessage, Role, ServerMessage } from "../protocol/index.ts";
import { fromJson, MessagePackReader, MessagePackWriter, PROTOCOL_VERSION, toJson } from "../protocol/index.ts";
import {
  bunTransport,
  createToken,
  DeskStage,
  type EngineLink,
  Gateway,
  type GatewayLimits,
  type GatewayOptions,
  GatewayTap,
  type HistoryOptions,
  localEngineLink,
  type TokenRecord,
  TokenStore,
  type Transport,
} from "../server/index.ts";
import { until } from "../transport/testing/conformance.ts";
import { loopbackLink } from "./loopback-link.ts";

const INSTRUMENTS: readonly InstrumentDefinition[] = [
  { id: 7, symbol: "AAA", priceDecimals: 2 },
  { id: 9, symbol: "BBB", priceDecimals: 2 },
];

/** When the engine's day begins, in microseconds. */
export const START = 1_700_000_000_000_000;

/** What a test's desk may have. */
export interface DeskOptions {
  limits?: Partial<GatewayLimits>;
  history?: Partial<HistoryOptions>;
  strategies?: readonly StrategyEntry[];
  journal?: StrategyEngineOptions["journal"];
  journalOutputs?: StrategyEngineOptions["journalOutputs"];
  /** Where that journal is, for clients to ask. */
  journalFolder?: string;
  expires?: string;
  maxFrameBytes?: number;
  life?: string;
  port?: number;
  /** Default: that over Bun. */
  transport?: Transport;
  /** More of the gateway's own options. */
  gateway?: Pick<GatewayOptions, "allowedHosts" | "allowedOrigins" | "pages" | "clock">;
  /** Whose tokens are good here too. */
  tokens?: TestDesk;
  /** Whether the engine keeps books of levels. */
  books?: boolean;
  /** Whether the engine has orders beyond limit and market, and groups of them. */
  emulation?: boolean;
  keptKeys?: number;
  /** Whether the engine makes signals. */
  signals?: boolean;
  /** One input in so many is timed. */
  timeEvery?: number;
  /** What happens in the engine before there is a gateway. */
  before?: (engine: StrategyEngine) => void;
}

/** The whole of it. */
export class TestDesk implements AsyncDisposable {
  /** How gateways of desks meet their engines from now on. */
  static link: "local" | "ring" = "local";
  readonly engine: StrategyEngine;
  readonly desk: DeskStage;
  readonly tap: GatewayTap;
  readonly gateway: Gateway;
  /** What the gateway has of the engine. */
  readonly link: EngineLink;
  readonly port: number;
  readonly tokens: Readonly<Record<Role, string>>;
  readonly records: readonly TokenRecord[];
  readonly log: string[] = [];
  #micros = START;

  constructor(options: DeskOptions = {}) {
    const orderIds = new OrderIds();
    this.desk = new DeskStage({ orderIds, ...(options.keptKeys && { keptKeys: options.keptKeys }) });
    this.tap = new GatewayTap();
    this.engine = new StrategyEngine({
      config: {
        ...(options.books === true && { books: true }),
        ...(options.emulation === true && { emulation: {}, groups: true }),
        ...(options.signals === true && { signals: {} }),
        instruments: INSTRUMENTS,
        riskLimits: { maxLeverage: 100, maxConcentration: 100, maxPositionVar: 1, maxPortfolioVar: 1, maxDrawdown: 1 },
      },
      strategies: options.strategies ?? [],
      venue: new PaperVenue({ instruments: 2 }),
      observers: [this.desk, this.tap],
      orderIds,
      ...(options.journal && { journal: options.journal }),
      ...(options.journalOutputs && { journalOutputs: options.journalOutputs }),
      ...(options.timeEvery !== undefined && { timeEvery: options.timeEvery }),
    });
    const made = (["view", "trade", "risk", "admin"] as const).map((role, k) => {
      const expires = options.expires === undefined ? {} : { expires: options.expires };
      return { role, ...createToken({ number: k + 1, name: `the ${role}`, role, ...expires }) };
    });
    const tokens = Object.fromEntries(made.map(({ role, token }) => [role, token])) as Record<Role, string>;
    this.tokens = options.tokens?.tokens ?? tokens;
    this.records = options.tokens?.records ?? made.map(({ record }) => record);
    options.before?.(this.engine);
    const { maxFrameBytes, port } = options;
    const { engine, desk, tap } = this;
    const { journal, journalFolder } = options;
    const link = localEngineLink({
      engine,
      desk,
      tap,
      life: options.life ?? "test-1",
      ...(journal && journalFolder && { journal, journalFolder }),
    });
    this.link = TestDesk.link === "ring" ? loopbackLink(link, INSTRUMENTS) : link;
    this.gateway = new Gateway({
      link: this.link,
      transport: options.transport ?? bunTransport({ ...(maxFrameBytes && { maxFrameBytes }), ...(port && { port }) }),
      tokens: new TokenStore(this.records),
      ...options.gateway,
      ...(options.limits && { limits: options.limits }),
      ...(options.history && { history: options.history }),
      log: (level, message, fields) => this.log.push(`${level} ${message} ${toJson([fields])}`),
    });
    this.port = this.gateway.listen();
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/`;
  }

  /** A quote, two price units wide, a millisecond after the last. */
  quote(bid = 10_000, instrument = 0, size = 100): void {
    this.#micros += 1000;
    Quote.write(this.engine.inbox, this.#micros, 0, instrument, 0, bid, bid + 2, size, size, 0);
    this.engine.process();
  }

  /** A client that has said `hello` and was let in. */
  async client(role: Role, protocol = "hotpath.msgpack"): Promise<TestClient> {
    const client = await TestClient.open(this.url, protocol);
    client.send({ type: "hello", version: PROTOCOL_VERSION, token: this.tokens[role] });
    await client.of("welcome");
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gateway.stop();
    this.engine[Symbol.dispose]();
  }
}

type Of<T extends ServerMessage["type"]> = Extract<ServerMessage, { type: T }>;

/** A client that keeps all that it hears. */
export class TestClient {
  readonly heard: ServerMessage[] = [];
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;
  readonly #isJson: boolean;
  #lastId = 0;

  private constructor(socket: WebSocket, isJson: boolean) {
    this.#socket = socket;
    this.#isJson = isJson;
    const reader = new MessagePackReader();
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => {
      this.heard.push(
        ...((typeof data === "string" ? fromJson(data) : reader.read(new Uint8Array(data))) as ServerMessage[]),
      );
    };
    this.closed = new Promise((done) => {
      socket.onclose = ({ code }) => done(code);
    });
  }

  static async open(url: string, protocol: string): Promise<TestClient> {
    const socket = new WebSocket(url, [protocol]);
    const client = new TestClient(socket, protocol === "hotpath.json");
    await new Promise<void>((done, fail) => {
      socket.onopen = () => done();
      socket.onerror = () => fail(new Error("refused"));
    });
    return client;
  }

  send(message: ClientMessage): void {
    const writer = new MessagePackWriter();
    writer.value(message);
    this.raw(this.#isJson ? toJson([message]) : writer.written());
  }

  raw(frame: Uint8Array<ArrayBuffer> | string): void {
    this.#socket.send(frame);
  }

  /** Asks, and waits for the answer of whatever kind. */
  async ask<M extends ClientMessage & { id: number }>(
    request: M extends unknown ? Omit<M, "id"> : never,
  ): Promise<Extract<ServerMessage, { type: "result" | "failure" | "subscribed" }>> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.send({ ...request, id } as unknown as ClientMessage);
    const isAnswer = (message: ServerMessage): boolean => "id" in message && message.id === id;
    await until(() => this.heard.some(isAnswer), `an answer to ${toJson([request])}`);
    return this.heard.find(isAnswer) as never;
  }

  /** Waits for so many messages of a type, and gives all of it. */
  async of<T extends ServerMessage["type"]>(type: T, count = 1): Promise<Of<T>[]> {
    const found = (): Of<T>[] => this.heard.filter((message) => message.type === type) as Of<T>[];
    await until(() => found().length >= count, `${count} × ${type}`);
    return found();
  }

  close(): void {
    this.#socket.close();
  }
}
