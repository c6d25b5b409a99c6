/**
 * A signal server: quotes come in over a WebSocket as JSON, signals go out as JSON to everybody who subscribed. No
 * orders, no risk, no portfolio. Run it with `./hotpath bun docs/examples/signal-server.ts`.
 *
 * - `/quotes`: send an array of quotes; the answer says how many were taken and which were not, and why.
 * - `/signals`: receive one message a signal of the ensemble.
 */
import { type EventCursor, InstrumentRegistry, Signal, type Stage } from "@hotpath/core";
import { Engine } from "@hotpath/engine";
import { type QuoteInput, QuoteNormalizer } from "@hotpath/market-data";
import { SignalSet, SignalStage } from "@hotpath/signals";

type Path = "/quotes" | "/signals";

/** A running server; disposing of it closes every connection. */
export interface SignalServer extends Disposable {
  port: number;
}

/** Starts a server of the instruments' signals on a port, 0 for any that is free. */
export function serveSignals(instruments: InstrumentRegistry, port = 0): SignalServer {
  const publisher: Stage = {
    name: "publisher",
    handles: [Signal.TYPE],
    on(event: EventCursor): void {
      const { symbol } = instruments.at(event.instrument);
      const direction = Signal.direction(event) > 0 ? "up" : "down";
      const signal = { symbol, direction, confidence: Signal.confidence(event), time: String(event.time) };
      server.publish("signals", JSON.stringify(signal));
    },
  };
  const set = new SignalSet({ symbols: instruments.size });
  const engine = new Engine({ stages: [new SignalStage(set), publisher] });
  const normalizer = new QuoteNormalizer({ instruments });
  const server = Bun.serve<Path>({
    hostname: "127.0.0.1", // nobody asks who is there, so only this machine is let in
    port,
    fetch(request, self) {
      const path = new URL(request.url).pathname;
      if (path !== "/quotes" && path !== "/signals") return new Response("/quotes or /signals\n", { status: 404 });
      if (!self.upgrade(request, { data: path })) return new Response("a WebSocket, please\n", { status: 426 });
    },
    websocket: {
      open(socket) {
        if (socket.data === "/signals") socket.subscribe("signals");
      },
      message(socket, message) {
        if (socket.data === "/quotes") socket.send(JSON.stringify(take(String(message), engine, normalizer)));
      },
    },
  });
  const dispose = (): void => {
    server.stop(true);
    engine[Symbol.dispose]();
    set[Symbol.dispose]();
  };
  return { port: server.port ?? port, [Symbol.dispose]: dispose };
}

/** Applies the quotes of one message. JSON has no bigint, so a timestamp is text. */
function take(message: string, engine: Engine, normalizer: QuoteNormalizer): object {
  const quotes = parse(message);
  if (quotes === undefined) return { error: "an array of quotes was expected" };
  const rejects: { index: number; reason: string }[] = [];
  for (const [index, quote] of quotes.entries()) {
    const reason = normalizer.normalize(quote, engine.inbox);
    if (reason === 0) engine.process();
    else rejects.push({ index, reason: normalizer.reasonName(reason) });
  }
  return { accepted: quotes.length - rejects.length, rejects };
}

function parse(message: string): QuoteInput[] | undefined {
  try {
    const quotes: unknown = JSON.parse(message, (key, value) =>
      key === "timestamp" && typeof value === "string" && /^\d{1,19}$/.test(value) ? BigInt(value) : value,
    );
    return Array.isArray(quotes) ? quotes : undefined;
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  const server = serveSignals(new InstrumentRegistry([{ id: 1, symbol: "AAPL", priceDecimals: 2 }]), 8080);
  console.log(
    `quotes in at ws://localhost:${server.port}/quotes, signals out at ws://localhost:${server.port}/signals`,
  );
}
