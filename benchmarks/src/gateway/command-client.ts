/**
 * A client on a thread of its own that sends commands as fast as they are answered: several frames on the way, each of
 * several commands, and counts the answers.
 */
import { type ClientMessage, MessagePackWriter, PROTOCOL_VERSION } from "@hotpath/gateway/protocol";

/** What it is told. */
export interface CommandRun {
  url: string;
  token: string;
  kind: "quote" | "order";
  commands: number;
  perFrame: number;
  frames: number;
}

declare const self: Worker;

self.onmessage = ({ data }: MessageEvent<CommandRun>) => run(data);

function commandOf(kind: CommandRun["kind"], id: number): ClientMessage {
  const timestamp = 1_700_000_000_000_000_000n + BigInt(id) * 1000n;
  if (kind === "quote") {
    const [bidPrice, askPrice] = [`100.0${id % 7}`, `100.1${id % 5}`];
    const one = { symbolId: 1, bidPrice, askPrice, bidSize: "500", askSize: "700", timestamp };
    return { type: "marketData", id, quotes: [one] };
  }
  const price = `99.0${id % 7}`;
  return {
    type: "submitOrder",
    id,
    instrument: 0,
    side: "buy",
    orderType: "limit",
    price,
    quantity: "10",
    timeInForce: "ioc",
  };
}

/** All frames, made before the clock starts. */
function framesOf({ kind, commands, perFrame }: CommandRun): Uint8Array<ArrayBuffer>[] {
  const writer = new MessagePackWriter();
  const frames: Uint8Array<ArrayBuffer>[] = [];
  for (let id = 1; id <= commands; ) {
    writer.clear();
    for (let k = 0; k < perFrame && id <= commands; k++, id++) writer.value(commandOf(kind, id));
    frames.push(writer.written().slice());
  }
  return frames;
}

function run(what: CommandRun): void {
  const frames = framesOf(what);
  const socket = new WebSocket(what.url, ["hotpath.msgpack"]);
  socket.binaryType = "arraybuffer";
  let sent = 0;
  let answered = 0;
  let failed = 0;
  let started = 0;
  socket.onopen = () => {
    const writer = new MessagePackWriter();
    writer.value({ type: "hello", version: PROTOCOL_VERSION, token: what.token });
    socket.send(writer.written());
  };
  const next = (): void => {
    const frame = frames[sent];
    if (frame === undefined) return;
    sent += 1;
    socket.send(frame);
  };
  socket.onmessage = ({ data }) => {
    const bytes = new Uint8Array(data as ArrayBuffer);
    if (started === 0) {
      // `welcome`.
      started = performance.now();
      for (let k = 0; k < what.frames; k++) next();
      return;
    }
    const failures = count(bytes, FAILURE);
    failed += failures;
    const frameAnswers = failures + count(bytes, RESULT);
    const before = Math.floor(answered / what.perFrame);
    answered += frameAnswers;
    for (let k = before; k < Math.floor(answered / what.perFrame); k++) next();
    if (answered < what.commands) return;
    postMessage({ seconds: (performance.now() - started) / 1000, failed });
    socket.close();
  };
}

/** The type of an answer: reading it whole would take longer than doing what was asked. */
const RESULT = new TextEncoder().encode("result");
const FAILURE = new TextEncoder().encode("failure");

function count(bytes: Uint8Array, word: Uint8Array): number {
  let found = 0;
  const first = word[0]!;
  const end = bytes.length - word.length;
  for (let at = 0; at <= end; at++) {
    if (bytes[at] !== first) continue;
    let k = 1;
    while (k < word.length && bytes[at + k] === word[k]) k += 1;
    if (k === word.length) {
      found += 1;
      at += word.length;
    }
  }
  return found;
}
