import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Random } from "@hotpath/core";
import { mutate, mutationCount, mutationTimeout } from "../testing/mutate.ts";
import { SequencedLog } from "./sequenced-log.ts";
import { SoupBinClient, type SoupBinClientOptions, type SoupBinClientState } from "./soupbin-client.ts";
import { SoupBinServer } from "./soupbin-server.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(mutationTimeout());

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytes = (message: string): Uint8Array => new TextEncoder().encode(message);
const SECOND = 1_000_000;

class Listener {
  readonly messages: string[] = [];
  readonly unsequenced: string[] = [];
  readonly states: string[] = [];
  next = 1;

  onMessage(data: Uint8Array, start: number, end: number, sequence: number): void {
    expect(sequence).toBe(this.next++);
    this.messages.push(text(data.subarray(start, end)));
  }

  onUnsequenced(data: Uint8Array, start: number, end: number): void {
    this.unsequenced.push(text(data.subarray(start, end)));
  }

  onState(state: SoupBinClientState, reason: string): void {
    this.states.push(state + reason);
  }
}

function world(options: Partial<SoupBinClientOptions> = {}, maxOutputBytes?: number) {
  const log = new SequencedLog();
  const listener = new Listener();
  const client = new SoupBinClient({ username: "user", password: "secret", ...options }, listener);
  const received: string[] = [];
  const accept = (now = 0) =>
    new SoupBinServer(
      { session: "DAY1", log, ...(maxOutputBytes !== undefined && { maxOutputBytes }) },
      {
        authorize: (username, password) => username === "user" && password === "secret",
        onUnsequenced: (data, start, end) => received.push(text(data.subarray(start, end))),
      },
      now,
    );
  return { log, listener, client, received, accept };
}

/** Carries what both have to say, in pieces of a size, until nobody says anything. */
function carry(client: SoupBinClient, server: SoupBinServer, now = 0, piece = 1000): void {
  for (;;) {
    const up = client.takeOutput();
    for (let at = 0; at < up.length; at += piece) server.receive(up.slice(at, at + piece), now);
    const down = server.takeOutput();
    for (let at = 0; at < down.length; at += piece) client.receive(down.slice(at, at + piece), now);
    server.pump(now);
    if (up.length + down.length === 0) return;
  }
}

describe("SoupBinTCP", () => {
  test("packets have the layout of the specification", () => {
    const { client, accept, log } = world();
    client.connected(0);
    const login = client.takeOutput();
    expect([...login.subarray(0, 3)]).toEqual([0, 47, 76]);
    expect(text(login.subarray(3))).toBe(`user  secret    ${" ".repeat(10)}${"1".padStart(20)}`);
    const server = accept();
    log.append(bytes("hello"));
    server.receive(login, 0);
    const answer = server.takeOutput();
    expect([...answer.subarray(0, 3)]).toEqual([0, 31, 65]);
    expect(text(answer.subarray(3, 33))).toBe(`      DAY1${"1".padStart(20)}`);
    expect([...answer.subarray(33)]).toEqual([0, 6, 83, ...bytes("hello")]);
  });

  test("messages come in order, cut anywhere, and go both ways", () => {
    for (const piece of [1, 2, 3, 7, 1000]) {
      const { client, accept, log, listener, received } = world({}, 200);
      const server = accept();
      for (let i = 1; i <= 50; i++) log.append(bytes(`message ${i}`));
      expect(client.send(bytes("early"), 0)).toBe(false);
      client.connected(0);
      carry(client, server, 0, piece);
      expect(client.send(bytes("order"), 0)).toBe(true);
      server.sendUnsequenced(bytes("note"), 0);
      carry(client, server, 0, piece);
      server.endSession(0);
      carry(client, server, 0, piece);
      expect(listener.messages).toEqual(Array.from({ length: 50 }, (_, i) => `message ${i + 1}`));
      expect([received, listener.unsequenced, listener.states]).toEqual([
        ["order"],
        ["note"],
        ["loggingIn", "open", "ended"],
      ]);
      expect([client.session, client.nextSequence, server.state]).toEqual(["DAY1", 51, "closed"]);
    }
  });

  test("a lost connection is resumed where it was lost, whatever of a packet had come", () => {
    const { client, accept, log, listener } = world();
    const random = new Random(1);
    let sessions = 0;
    while (listener.messages.length < 300 && sessions < 1000) {
      for (let i = 0; i < 5; i++) log.append(bytes(`message ${log.count + 1}`));
      const server = accept();
      client.connected(0);
      server.receive(client.takeOutput(), 0);
      const down = server.takeOutput();
      // The line breaks somewhere.
      client.receive(down.subarray(0, random.integer(down.length + 1)), 0);
      client.disconnected();
      sessions++;
    }
    expect(listener.messages).toEqual(Array.from({ length: listener.messages.length }, (_, i) => `message ${i + 1}`));
    expect(listener.messages.length).toBeGreaterThanOrEqual(300);
  });

  test("heartbeats go out when nothing else does, and silence ends it", () => {
    const { client, accept, log, listener } = world();
    const server = accept();
    client.connected(0);
    carry(client, server);
    client.tick(SECOND - 1);
    server.tick(SECOND - 1);
    expect([client.outputLength, server.takeOutput().length]).toEqual([0, 0]);
    client.tick(SECOND);
    server.tick(SECOND);
    expect([[...client.takeOutput()], [...server.takeOutput()]]).toEqual([
      [0, 1, 82],
      [0, 1, 72],
    ]);
    log.append(bytes("x"));
    server.tick(1.5 * SECOND);
    carry(client, server, 1.5 * SECOND);
    server.tick(2 * SECOND);
    expect(server.takeOutput()).toHaveLength(0);
    client.tick(16.4 * SECOND);
    expect(client.state).toBe("open");
    client.tick(16.5 * SECOND);
    server.tick(16.5 * SECOND);
    expect([client.state, server.state, listener.states.at(-1)]).toEqual(["silent", "closed", "silent"]);
  });

  test("a login is refused with a reason; a session that goes on elsewhere is no resumption", () => {
    const refused = (options: Partial<SoupBinClientOptions>) => {
      const { client, accept, log, listener } = world(options);
      log.append(bytes("x"));
      client.connected(0);
      carry(client, accept());
      return listener.states.at(-1);
    };
    expect(refused({ password: "wrong" })).toBe("rejectedA");
    expect(refused({ session: "DAY0" })).toBe("rejectedS");
    expect(refused({ nextSequence: 3 })).toBe("rejectedS");
    expect(refused({ nextSequence: 2 })).toBe("open");
    expect(refused({ nextSequence: 0 })).toBe("open");
    const { client, listener } = world({ nextSequence: 5 });
    client.connected(0);
    client.receive(bytes(`\0\x1fA      DAY1${"4".padStart(20)}`), 0);
    expect(listener.states.at(-1)).toBe("broken");
    expect(() => world({ username: "toolong" })).toThrow("soupBinClient.username");
    expect(() => world({ password: "secret that is too long" })).toThrow("***");
  });

  test("mutated streams never break either side", () => {
    const { client, accept, log } = world();
    for (let i = 1; i <= 5; i++) log.append(bytes(`message ${i}`));
    const server = accept();
    client.connected(0);
    const up = client.takeOutput();
    server.receive(up, 0);
    const down = server.takeOutput();
    const random = new Random(2);
    const count = mutationCount(30_000);
    let isOrdered = true;
    for (let i = 0; i < count; i++) {
      let next = 1;
      const reader = new SoupBinClient(
        { username: "user", password: "secret" },
        {
          onMessage: (_bytes, start, end, sequence) => {
            isOrdered &&= sequence === next++ && end >= start;
          },
        },
      );
      reader.connected(0);
      const broken = mutate([down], random);
      const at = random.integer(broken.length + 1);
      reader.receive(broken.subarray(0, at), 0);
      reader.receive(broken.subarray(at), 0);
      const writer = accept();
      writer.receive(mutate([up], random), 0);
      writer.takeOutput();
    }
    expect(isOrdered).toBe(true);
  });
});
