import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Random } from "@hotpath/core";
import { ItchColumns } from "../itch50/itch-columns.ts";
import { ItchDecoder } from "../itch50/itch-decoder.ts";
import { encodeItchMessage } from "../itch50/itch-message-bytes.ts";
import { ITCH_TYPES, randomItchMessage } from "../testing/itch-samples.ts";
import { localMold, localSoupBin } from "../testing/local-venue.ts";
import { openMoldUdp64, openSoupBin } from "./bun-hosts.ts";
import { MoldUdp64Receiver } from "./moldudp64-receiver.ts";
import { SequencedLog } from "./sequenced-log.ts";
import { SoupBinClient } from "./soupbin-client.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const COUNT = 3000;
const random = new Random(11);
const messages = Array.from({ length: COUNT }, () => randomItchMessage(ITCH_TYPES[random.integer(23)]!, random));

function filledLog(): SequencedLog {
  const log = new SequencedLog();
  for (const message of messages) log.append(encodeItchMessage(message));
  return log;
}

/** Decodes what arrives, and waits for things to happen. */
class Reader {
  readonly columns: ItchColumns = new ItchColumns(COUNT);
  readonly #decoder: ItchDecoder = new ItchDecoder();

  onMessage(bytes: Uint8Array, start: number, end: number): void {
    expect(this.#decoder.decodeMessage(bytes, start, end, this.columns)).toBe(true);
  }

  static async until(holds: () => boolean, act: () => void = () => {}): Promise<void> {
    while (!holds()) {
      act();
      await Bun.sleep(2);
    }
  }
}

describe("Nasdaq's transports over real sockets", () => {
  test("MoldUDP64: loss, duplication, reordering and garbage, and every message once and in order", async () => {
    const faults = { loss: 0.1, duplication: 0.05, reordering: 0.1, corruption: 0.02 };
    using venue = await localMold(filledLog(), random, faults);
    const reader = new Reader();
    const receiver = new MoldUdp64Receiver({ session: "LOCAL", requestMicros: 5000, maxRequests: 10_000 }, reader);
    const local = { host: "127.0.0.1", port: 0 };
    using socket = await openMoldUdp64(receiver, { local, requests: { host: "127.0.0.1", port: venue.port } });
    await Reader.until(
      () => receiver.isEnded,
      () => venue.send(socket.port, 20, true),
    );
    expect(reader.columns.toArray()).toEqual(messages);
    expect(receiver.counts()).toMatchObject({ messages: COUNT, lost: 0 });
    expect(receiver.counts().requests).toBeGreaterThan(0);
  });

  test("SoupBinTCP: connections that break anywhere or talk nonsense, and every message once and in order", async () => {
    const log = filledLog();
    using venue = localSoupBin(log, random, { breakAfter: 30_000, noise: 0.3 });
    const reader = new Reader();
    const states: string[] = [];
    const client = new SoupBinClient(
      { username: "user", password: "secret" },
      {
        onMessage: (bytes, start, end) => reader.onMessage(bytes, start, end),
        onState: (state) => states.push(state),
      },
    );
    using connection = openSoupBin(client, {
      remote: { host: "127.0.0.1", port: venue.port },
      retryMillis: 1,
      maxRetryMillis: 5,
      jitter: () => 0.5 + random.uniform(),
    });
    await Reader.until(() => reader.columns.count === COUNT);
    expect(reader.columns.toArray()).toEqual(messages);
    expect(connection.connections).toBeGreaterThan(2);
    await Reader.until(
      () => venue.received.includes("order"),
      () => {
        client.send(new TextEncoder().encode("order"), Bun.nanoseconds() / 1000);
        connection.flush();
      },
    );
    await Reader.until(
      () => client.state === "ended",
      () => venue.end(),
    );
    expect(states.at(-1)).toBe("ended");
  });

  test("a port that nothing listens at is tried again until there is something", async () => {
    const free = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
    const { port } = free;
    free.stop(true);
    const client = new SoupBinClient({ username: "u", password: "p" }, { onMessage() {} });
    using connection = openSoupBin(client, { remote: { host: "127.0.0.1", port }, retryMillis: 1 });
    await Bun.sleep(30);
    expect([client.state, connection.connections]).toEqual(["idle", 0]);
  });
});
