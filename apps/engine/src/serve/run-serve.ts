/**
 * `hotpath serve`: an engine on the demo's simulated exchange, and a gateway in front of it.
 *
 *     exchange → book → portfolio → orders → risk gate → signals → desk → tap → gateway → clients
 */
import { ConfigError, InstrumentRegistry } from "@hotpath/core";
import { OrderIds, StrategyEngine } from "@hotpath/engine";
import {
  bunTransport,
  createToken,
  DeskStage,
  Gateway,
  GatewayTap,
  localEngineLink,
  TokenStore,
} from "@hotpath/gateway/server";
import { JournalWriter } from "@hotpath/journal";
import { untilSignal } from "../fix/session-log.ts";
import { simulatedInstruments } from "../live/configuration.ts";
import { demoExchange } from "../run/feeds/demo-feed.ts";

/** Options as the command line gives them. */
export interface ServeOptions {
  host: string;
  port: number;
  seed: bigint;
  symbols: number;
  pace: number;
  tokens?: string;
  origin: string[];
  cert?: string;
  key?: string;
  journal?: string;
  quiet?: boolean;
}

/** How often the market is moved on. */
const TICK_MILLIS = 10;

/**
 * Runs the command, until it is told to end.
 *
 * @throws {ConfigError} naming the option that is wrong
 */
export async function runServe(options: ServeOptions): Promise<number> {
  const definitions = simulatedInstruments(options.symbols);
  const exchange = demoExchange(new InstrumentRegistry(definitions), options.seed);
  const orderIds = new OrderIds();
  const desk = new DeskStage({ orderIds });
  const tap = new GatewayTap();
  const { store, token } = await tokensOf(options.tokens);
  const transport = bunTransport({ hostname: options.host, port: options.port, ...(await tlsOf(options)) });
  using engine = new StrategyEngine({
    config: { instruments: definitions, books: true, signals: {} },
    strategies: [],
    venue: exchange,
    observers: [desk, tap],
    orderIds,
    ...(options.journal !== undefined && { journal: JournalWriter.open({ folder: options.journal }) }),
    timeEvery: 64,
  });
  await using gateway = new Gateway({
    // The market of a seed is another run each time that people take part in it.
    link: localEngineLink({ engine, desk, tap, life: `demo-${Date.now()}` }),
    transport,
    tokens: store,
    allowedOrigins: options.origin,
    ...(options.quiet !== true && { log: writeLine }),
  });
  exchange.open(engine.inbox);
  engine.process();
  const port = gateway.listen();
  const scheme = options.cert === undefined ? "ws" : "wss";
  process.stdout.write(`listens on ${scheme}://${options.host}:${port}\n`);
  if (token !== undefined) process.stdout.write(`token ${token}\n`);
  const stepsATick = (options.pace * TICK_MILLIS) / 1000;
  let due = 0;
  const market = setInterval(() => {
    for (due += stepsATick; due >= 1; due--) {
      exchange.step(engine.inbox);
      engine.process();
    }
  }, TICK_MILLIS);
  try {
    await untilSignal();
  } finally {
    clearInterval(market);
  }
  return 0;
}

/** Those of the file, or one for this run alone. */
async function tokensOf(path: string | undefined): Promise<{ store: TokenStore; token?: string }> {
  if (path !== undefined) return { store: TokenStore.parse(await textOf("--tokens", path)) };
  const { token, record } = createToken({ number: 1, name: "this run", role: "admin" });
  return { store: new TokenStore([record]), token };
}

async function tlsOf({ cert, key }: ServeOptions): Promise<{ tls?: { cert: string; key: string } }> {
  if (cert === undefined && key === undefined) return {};
  if (cert === undefined || key === undefined)
    throw new ConfigError(cert === undefined ? "--cert" : "--key", undefined, "both of --cert and --key, or neither");
  return { tls: { cert: await textOf("--cert", cert), key: await textOf("--key", key) } };
}

async function textOf(option: string, path: string): Promise<string> {
  const file = Bun.file(path);
  if (!(await file.exists())) throw new ConfigError(option, path, "a file that is there");
  return await file.text();
}

function writeLine(level: string, message: string, fields: Readonly<Record<string, unknown>>): void {
  process.stderr.write(`${JSON.stringify({ level, message, ...fields })}\n`);
}
