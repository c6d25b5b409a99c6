import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MessageReader } from "@hotpath/fix";
import { dictionary } from "@hotpath/fix/fix44";
import { Initiator } from "@hotpath/fix/net";
import type { Application, Session } from "@hotpath/fix/session";
import { benchStore, type StoreKind } from "./bench-store.ts";

/** What was measured. */
export interface RoundTrips {
  /** Microseconds from an order's send to its report, one at a time: the median, and 99 of 100. */
  p50: number;
  p99: number;
  /** Round trips a second with so many orders under way. */
  perSecond: number;
}

/** NewOrderSingle to ExecutionReport over loopback, two processes. @param database the URL, for that kind of store */
export async function measureRoundTrips(
  store: StoreKind,
  singles: number,
  windowed: number,
  window = 100,
  database?: string,
): Promise<RoundTrips> {
  const folder = mkdtempSync(join(tmpdir(), "fix-bench-"));
  const counterparty = Bun.spawn(
    [process.execPath, join(import.meta.dir, "counterparty.ts"), store, database ?? join(folder, "sell")],
    { stdout: "pipe", stderr: "inherit" },
  );
  try {
    const { value } = await counterparty.stdout.getReader().read();
    const port = Number(new TextDecoder().decode(value));
    const client = new Client();
    await using initiator = Initiator.start({
      session: { id: { senderCompID: "BUY", targetCompID: "SELL" }, dictionary },
      endpoints: [{ hostname: "127.0.0.1", port }],
      reconnectIntervals: [0.1],
      application: client,
      ...(await benchStore(store, database ?? join(folder, "buy"))),
    });
    const { session } = initiator;
    await client.loggedOn;
    await client.run(session, singles, 1);
    const times = await client.run(session, singles, 1);
    const sorted = times.sort();
    await client.run(session, windowed, window);
    const start = Bun.nanoseconds();
    await client.run(session, windowed, window);
    const seconds = (Bun.nanoseconds() - start) / 1e9;
    return {
      p50: sorted[Math.floor(singles / 2)]! / 1000,
      p99: sorted[Math.floor(singles * 0.99)]! / 1000,
      perSecond: windowed / seconds,
    };
  } finally {
    counterparty.kill(9);
    await counterparty.exited;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sends an order for every report, as many as were asked for. */
class Client implements Application {
  readonly #ready = Promise.withResolvers<void>();
  readonly loggedOn: Promise<void> = this.#ready.promise;
  #times: Float64Array = new Float64Array(0);
  #window = 1;
  #sent = 0;
  #received = 0;
  #startNanos = 0;
  #done = Promise.withResolvers<void>();
  #order = 0;

  onLogon(): void {
    this.#ready.resolve();
  }

  onMessage(message: MessageReader, session: Session): undefined {
    if (!message.has(37)) throw new Error("no report");
    if (this.#window === 1) this.#times[this.#received] = Bun.nanoseconds() - this.#startNanos;
    this.#received++;
    if (this.#sent < this.#times.length) this.#send(session);
    else if (this.#received === this.#times.length) this.#done.resolve();
  }

  /** Sends so many orders, `window` of them under way at a time; answers how long each took, where it is one. */
  async run(session: Session, orders: number, window: number): Promise<Float64Array> {
    this.#times = new Float64Array(orders);
    this.#window = window;
    this.#sent = 0;
    this.#received = 0;
    this.#done = Promise.withResolvers();
    for (let i = 0; i < window; i++) this.#send(session);
    await this.#done.promise;
    return this.#times;
  }

  #send(session: Session): void {
    this.#sent++;
    if (this.#window === 1) this.#startNanos = Bun.nanoseconds();
    const writer = session.begin("D");
    writer.int(11, ++this.#order);
    writer.char(21, 49);
    writer.int(38, 100);
    writer.char(40, 50);
    writer.units(44, 1874500, 4);
    writer.char(54, 49);
    writer.string(55, "AAPL");
    writer.timestamp(60, 1_773_495_015_123_000, 0, 3);
    session.commit();
  }
}
