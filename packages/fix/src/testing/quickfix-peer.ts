import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

const python = process.env.HOTPATH_QUICKFIX_PYTHON ?? "python3";
/** The same counterparty built against QuickFIX's library. */
const program = process.env.HOTPATH_QUICKFIX_PEER ?? "";
const root = resolve(import.meta.dir, "../../../..");
/** The dictionaries that QuickFIX reads. */
export const SPEC: string = join(resolve(root, process.env.HOTPATH_TEST_DATA ?? "../shared"), "fix/spec");
const script = resolve(import.meta.dir, "../../scripts/quickfix-peer.py");

/**
 * Why QuickFIX cannot be had; undefined where it can: a program that was built against its library, or its Python package,
 * and the dictionaries that it reads.
 */
export function quickfixMissing(): string | undefined {
  if (!existsSync(SPEC)) return `the dictionaries are not at ${SPEC}`;
  if (program !== "") return existsSync(program) ? undefined : `there is no ${program}, as HOTPATH_QUICKFIX_PEER says`;
  try {
    const { exitCode } = Bun.spawnSync([python, "-c", "import quickfix"], { stdout: "ignore", stderr: "ignore" });
    if (exitCode === 0) return undefined;
  } catch {}
  return `${python} has no package quickfix; name one that has by HOTPATH_QUICKFIX_PYTHON, or what .ci/quickfix builds by HOTPATH_QUICKFIX_PEER`;
}

/** What the peer tells. */
export interface PeerEvent {
  kind: string;
  order?: string;
  again?: boolean;
  type?: string;
  text?: string;
  sender?: number;
  target?: number;
}

/** QuickFIX as a counterparty, in a process of its own. */
export class QuickfixPeer implements AsyncDisposable {
  readonly events: PeerEvent[] = [];
  readonly #child;
  #read: Promise<void>;

  private constructor(settings: string, role: "acceptor" | "initiator") {
    const command = program === "" ? [python, script] : [program];
    this.#child = Bun.spawn([...command, settings, role], { stdin: "pipe", stdout: "pipe", stderr: "inherit" });
    this.#read = this.#listen();
  }

  /** Starts it. @param settings path of its settings */
  static async start(settings: string, role: "acceptor" | "initiator"): Promise<QuickfixPeer> {
    const peer = new QuickfixPeer(settings, role);
    await peer.until((events) => events.some(({ kind }) => kind === "started"), "started");
    return peer;
  }

  /** Says a command. */
  tell(command: string): void {
    this.#child.stdin.write(`${command}\n`);
    this.#child.stdin.flush();
  }

  /** Its sequence numbers: the next that it sends, the next that it expects. */
  async numbers(): Promise<{ sender: number; target: number }> {
    const before = this.events.length;
    this.tell("numbers");
    const told = () => this.events.slice(before).find(({ kind }) => kind === "numbers");
    await this.until(() => told() !== undefined, "numbers");
    return { sender: told()!.sender!, target: told()!.target! };
  }

  /** Names of the orders in its application messages. @param type of the messages */
  orders(type: string): string[] {
    return this.events.filter((event) => event.kind === "app" && event.type === type).map(({ order }) => order!);
  }

  count(kind: string): number {
    return this.events.filter((event) => event.kind === kind).length;
  }

  /** Waits for something. @throws an error that says what it was */
  async until(condition: (events: PeerEvent[]) => boolean, what: string, millis = 20_000): Promise<void> {
    for (let waited = 0; waited < millis; waited += 10) {
      if (condition(this.events)) return;
      await Bun.sleep(10);
    }
    throw new Error(
      `QuickFIX did not come to: ${what}; the last of what it told: ${JSON.stringify(this.events.slice(-5))}`,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.tell("stop");
    } catch {}
    await Promise.race([this.#child.exited, Bun.sleep(4000)]);
    this.#child.kill(9);
    await this.#read;
  }

  async #listen(): Promise<void> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const piece of this.#child.stdout as ReadableStream<Uint8Array>) {
      const lines = (rest + decoder.decode(piece, { stream: true })).split("\n");
      rest = lines.pop()!;
      for (const line of lines) if (line.startsWith("{")) this.events.push(JSON.parse(line));
    }
  }
}

/** Settings of QuickFIX for one session. */
export function quickfixSettings(
  folder: string,
  role: "acceptor" | "initiator",
  version: string,
  port: number,
  more: Record<string, string> = {},
): string {
  const fixt = version.startsWith("FIX50");
  const dictionaries: Record<string, string> = fixt
    ? {
        BeginString: "FIXT.1.1",
        DefaultApplVerID: APPL[version]!,
        TransportDataDictionary: `${SPEC}/FIXT11.xml`,
        AppDataDictionary: `${SPEC}/${version}.xml`,
      }
    : { BeginString: `FIX.4.${version.at(-1)}`, DataDictionary: `${SPEC}/${version}.xml` };
  const settings = {
    ConnectionType: role,
    FileStorePath: join(folder, "store"),
    FileLogPath: join(folder, "log"),
    StartTime: "00:00:00",
    EndTime: "00:00:00",
    UseDataDictionary: "Y",
    HeartBtInt: "30",
    ReconnectInterval: "1",
    SocketNodelay: "Y",
    ...(role === "acceptor"
      ? { SocketAcceptPort: String(port) }
      : { SocketConnectHost: "127.0.0.1", SocketConnectPort: String(port) }),
    ...more,
  };
  const lines = (entries: Record<string, string>) =>
    Object.entries(entries)
      .map(([key, value]) => `${key}=${value}\n`)
      .join("");
  return `[DEFAULT]\n${lines(settings)}[SESSION]\nSenderCompID=QUICK\nTargetCompID=HOT\n${lines(dictionaries)}`;
}

const APPL: Readonly<Record<string, string>> = {
  FIX50: "FIX.5.0",
  FIX50SP1: "FIX.5.0SP1",
  FIX50SP2: "FIX.5.0SP2",
};
