import { Framer } from "../../framer.ts";
import { differenceOf, messageOf, type Step } from "./scenario.ts";

/** Time as the runner and the acceptor under test have it. */
export interface ScenarioTime {
  /** Microseconds since the Unix epoch. */
  nowMicros(): number;
  /** Lets a little time pass while something is waited for: real time, or that of a clock which both are driven by. */
  pass(): Promise<void>;
}

/** How long an answer is waited for, in seconds of the scenario's time; the slowest is a heartbeat of 30 seconds and more. */
const WAIT = 45;
/** How long the acceptor may take to close a connection, from the step on that expects it. */
const CLOSE_WAIT = 10;

/** A connection of a scenario. */
class Peer {
  readonly messages: string[] = [];
  closed = false;
  #socket: Awaited<ReturnType<typeof Bun.connect>> | undefined;
  readonly #framer = new Framer();

  async connect(port: number, hostname: string): Promise<void> {
    this.#socket = await Bun.connect({
      hostname,
      port,
      socket: {
        data: (_, bytes) => {
          this.#framer.push(new Uint8Array(bytes));
          while (this.#framer.next()) {
            const { bytes: all, start, end } = this.#framer;
            this.messages.push(Buffer.from(all.subarray(start, end)).toString("latin1"));
          }
        },
        close: () => {
          this.closed = true;
        },
        end: () => {
          this.closed = true;
        },
        error: () => {
          this.closed = true;
        },
      },
    });
  }

  /** Bytes that belonged to no message. */
  get noise(): number {
    return this.#framer.skipped;
  }

  send(text: string): void {
    this.#socket?.write(Buffer.from(text, "latin1"));
    this.#socket?.flush();
  }

  end(): void {
    this.#socket?.terminate();
  }
}

/**
 * Runs a scenario against an acceptor.
 *
 * @returns why it failed, with the line; undefined where it passed
 */
export async function runScenario(
  steps: readonly Step[],
  port: number,
  time: ScenarioTime,
  hostname = "127.0.0.1",
): Promise<string | undefined> {
  const peers = new Map<number, Peer>();
  try {
    for (const step of steps) {
      const fault = await runStep(step, peers, port, hostname, time);
      if (fault !== undefined) return `line ${step.line}: ${fault}`.replaceAll("\u0001", "|");
    }
    for (const peer of peers.values()) if (peer.noise > 0) return `${peer.noise} bytes that are no message`;
    return undefined;
  } finally {
    for (const peer of peers.values()) peer.end();
  }
}

async function runStep(
  step: Step,
  peers: Map<number, Peer>,
  port: number,
  hostname: string,
  time: ScenarioTime,
): Promise<string | undefined> {
  if (step.kind === "connect") {
    peers.get(step.connection)?.end();
    const peer = new Peer();
    peers.set(step.connection, peer);
    await peer.connect(port, hostname);
    return undefined;
  }
  const peer = peers.get(step.connection);
  if (peer === undefined) return "the connection is not there";
  switch (step.kind) {
    case "send":
      peer.send(messageOf(step.text, time.nowMicros()));
      return undefined;
    case "disconnect":
      peer.end();
      return undefined;
    case "expect": {
      await until(time, WAIT, () => peer.messages.length > 0 || peer.closed);
      const received = peer.messages.shift();
      if (received === undefined) return peer.closed ? "the connection was closed" : "no message came";
      const difference = differenceOf(step.text, received);
      return difference === undefined ? undefined : `${difference}\nexpected ${step.text}\nreceived ${received}`;
    }
    case "expectDisconnect":
      await until(time, CLOSE_WAIT, () => peer.closed);
      if (peer.messages.length > 0) return `before the end came ${peer.messages[0]}`;
      return peer.closed ? undefined : "the connection was not closed";
  }
}

async function until(time: ScenarioTime, seconds: number, condition: () => boolean): Promise<void> {
  const end = time.nowMicros() + seconds * 1e6;
  while (!condition() && time.nowMicros() < end) await time.pass();
}
