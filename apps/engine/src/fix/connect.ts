/** `hotpath fix connect`: initiators, whose messages are shown and to which messages may be typed. */
import { ConfigError, formatTimestamp } from "@hotpath/core";
import { describeMessage, formatMessage, type MessageReader } from "@hotpath/fix";
import { type EngineOptions, FixEngine, Initiator, loadSettings, loadVersion } from "@hotpath/fix/net";
import type { Application, Session } from "@hotpath/fix/session";
import { screenLog, untilSignal } from "./session-log.ts";
import { openStores } from "./stores.ts";

/** Options as the command line gives them. */
export interface ConnectCommand {
  config?: string;
  host: string;
  port?: number;
  version: string;
  sender?: string;
  target?: string;
  heartbeat: number;
  reset?: boolean;
  store?: string;
  json?: boolean;
  messages?: boolean;
}

/** Milliseconds without a message after the last line that was typed, until it logs out. */
const QUIET = 1000;

/**
 * Runs the command: until it is told to end, or until the lines on standard input are sent and answered.
 *
 * @throws {ConfigError} naming the option or the setting that is wrong
 */
export async function runConnect(command: ConnectCommand): Promise<number> {
  const client = new Client(command.json === true);
  const log = (name: string) => screenLog(name, command.messages === true);
  await using host = await start(command, { application: client, log });
  await untilSignal(client.typed(Bun.stdin.stream(), () => [...host.sessions.values()][0]));
  return 0;
}

async function start(command: ConnectCommand, options: EngineOptions) {
  if (command.config !== undefined) {
    const setups = (await loadSettings(command.config)).filter(({ role }) => role === "initiator");
    if (setups.length === 0)
      throw new ConfigError("--config", command.config, "a [SESSION] with ConnectionType=initiator");
    return FixEngine.start(setups, options);
  }
  const { host, port, sender, target, version, heartbeat, reset, store } = command;
  if (port === undefined) throw new ConfigError("--port", undefined, "a port, or --config with a file of settings");
  if (sender === undefined) throw new ConfigError("--sender", undefined, "our CompID");
  if (target === undefined) throw new ConfigError("--target", undefined, "the counterparty's CompID");
  const stores = await openStores(store);
  const initiator = Initiator.start({
    ...options,
    session: {
      id: { senderCompID: sender, targetCompID: target },
      dictionary: await loadVersion(version, "--version"),
      heartBtInt: heartbeat,
      resetOnLogon: reset === true,
    },
    endpoints: [{ hostname: host, port }],
    reconnectIntervals: [1, 2, 5, 10],
    ...stores.options,
  });
  return {
    sessions: new Map([[initiator.session.name, initiator.session]]),
    [Symbol.asyncDispose]: async () => {
      await initiator.stop();
      await stores[Symbol.asyncDispose]();
    },
  };
}

/** Shows what comes, and sends what is typed. */
class Client implements Application {
  readonly #json: boolean;
  #lastMillis = 0;
  #loggedOn = Promise.withResolvers<void>();

  constructor(json: boolean) {
    this.#json = json;
  }

  onLogon(): void {
    this.#loggedOn.resolve();
  }

  onLogout(): void {
    this.#loggedOn = Promise.withResolvers();
  }

  onMessage(message: MessageReader): undefined {
    this.#show(message);
  }

  onAdmin(message: MessageReader): void {
    if (message.msgType === "3") this.#show(message);
  }

  #show(message: MessageReader): void {
    this.#lastMillis = performance.now();
    process.stdout.write(
      this.#json ? `${JSON.stringify(describeMessage(message))}\n` : `${formatMessage(message)}\n\n`,
    );
  }

  /**
   * Sends a message a line: its type and its body's fields, as `D 11=A1|55=MSFT|54=1|38=100|40=2|44=10.5|60=now`.
   *
   * @returns when all are sent, and what answers them is quiet; never, if no line came
   */
  async typed(input: ReadableStream<Uint8Array>, session: () => Session | undefined): Promise<void> {
    let lines = 0;
    for await (const line of linesOf(input)) {
      if (line.trim() === "") continue;
      lines++;
      await this.#loggedOn.promise;
      sendLine(line, session()!);
      this.#lastMillis = performance.now();
    }
    if (lines === 0) await new Promise(() => {});
    while (performance.now() - this.#lastMillis < QUIET) await Bun.sleep(50);
  }
}

async function* linesOf(input: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of input) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== "") yield rest;
}

function sendLine(line: string, session: Session): void {
  const match = /^(\S+)\s+(.*)$/s.exec(line.trim());
  const fields = (match?.[2] ?? "")
    .replaceAll("\u0001", "|")
    .split("|")
    .filter((field) => field !== "");
  if (match === null || fields.some((field) => !/^\d+=/.test(field))) {
    process.stderr.write(`not sent: ${line}; a message is its type and fields, as D 11=A1|55=MSFT\n`);
    return;
  }
  const writer = session.begin(match[1]!);
  for (const field of fields) {
    const equals = field.indexOf("=");
    const tag = Number(field.slice(0, equals));
    const value = field.slice(equals + 1);
    writer.string(tag, value === "now" ? timeOfNow() : value);
  }
  session.commit();
}

function timeOfNow(): string {
  const iso = formatTimestamp(BigInt(Date.now()) * 1_000_000n);
  return `${iso.slice(0, 10).replaceAll("-", "")}-${iso.slice(11, 23)}`;
}
