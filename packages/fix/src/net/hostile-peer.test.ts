import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { OrderClient } from "../testing/orders.ts";
import { message, VERSIONS } from "../testing/versions.ts";
import { Acceptor } from "./acceptor.ts";

/** ResendRequests that are sent without a byte being read. */
const requests = Number(
  process.env.HOTPATH_FIX_RESEND_REQUESTS ?? (process.env.HOTPATH_LONG === "1" ? 1_000_000 : 20_000),
);

let acceptor: Acceptor;
const client = new OrderClient();
beforeAll(async () => {
  acceptor = await Acceptor.listen({
    port: 0,
    hostname: "127.0.0.1",
    sessions: [{ id: { senderCompID: "US", targetCompID: "THEM" }, dictionary: VERSIONS.FIX44!, checkLatency: false }],
    application: client,
    maxPendingBytes: 65_536,
    tickMillis: 10,
  });
});
afterAll(() => acceptor.stop("", 0));

/** A socket that sends what it is told, and reads only what it is let. */
async function stranger() {
  const state = { closed: false, received: 0, drained: Promise.withResolvers<void>() };
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port: acceptor.port,
    socket: {
      data(_, bytes) {
        state.received += bytes.length;
      },
      drain() {
        state.drained.resolve();
        state.drained = Promise.withResolvers();
      },
      close() {
        state.closed = true;
        state.drained.resolve();
      },
      error() {},
    },
  });
  const send = async (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length && !state.closed; ) {
      const taken = socket.write(bytes, at, Math.min(1 << 20, bytes.length - at));
      if (taken < 0) return;
      at += taken;
      if (at < bytes.length) await Promise.race([state.drained.promise, Bun.sleep(20)]);
    }
  };
  return { state, socket, send };
}

const session = () => [...acceptor.sessions.values()][0]!;
const text = (type: string, number: number, body: string) =>
  message(`8=FIX.4.4|35=${type}|34=${number}|49=THEM|52=20260311-09:00:00|56=US|${body}`);

async function until(condition: () => boolean, millis = 10_000): Promise<void> {
  for (let waited = 0; !condition() && waited < millis; waited += 5) await Bun.sleep(5);
}

describe("a peer without manners", () => {
  test("that asks for everything again and again, and reads nothing, costs no more than what may be pending", async () => {
    const { socket, send, state } = await stranger();
    await send(text("A", 1, "98=0|108=0|"));
    await until(() => session().isLoggedOn);
    for (let i = 1; i <= 5000; i++) client.order(session(), `o${i}`);
    await until(() => state.received > 500_000);
    socket.pause();
    Bun.gc(true);
    const before = process.memoryUsage().heapUsed;
    const all = Buffer.concat(Array.from({ length: requests }, (_, i) => text("2", i + 2, "7=1|16=0|")));
    await send(all);
    await until(() => session().store.nextTargetMsgSeqNum === requests + 2, 300_000);
    expect(session().store.nextTargetMsgSeqNum).toBe(requests + 2);
    expect(session().isHolding).toBe(true);
    Bun.gc(true);
    expect(process.memoryUsage().heapUsed - before - all.length).toBeLessThan(20_000_000);
    socket.terminate();
    await until(() => !session().isConnected);
  }, 600_000);

  const wrong: [string, Uint8Array][] = [
    ["noise", new Uint8Array(100_000).fill(65)],
    ["a request of another protocol", new TextEncoder().encode(`GET / HTTP/1.1\r\nHost: x\r\n${"x".repeat(8000)}`)],
    ["a length that nobody waits for", new TextEncoder().encode(`8=FIX.4.4\u00019=99999999\u0001${"y".repeat(8000)}`)],
    ["no Logon first", text("0", 1, "")],
    ["a Logon for nobody", message("8=FIX.4.4|35=A|34=1|49=WHO|52=20260311-09:00:00|56=US|98=0|108=30|")],
  ];
  for (const [what, bytes] of wrong)
    test(`that sends ${what} is disconnected without a word`, async () => {
      const { send, state } = await stranger();
      await send(bytes);
      await until(() => state.closed);
      expect([state.closed, state.received]).toEqual([true, 0]);
      await until(() => acceptor.connections === 0);
      expect(acceptor.connections).toBe(0);
    });
});
