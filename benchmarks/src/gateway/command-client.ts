/**
 * A client on a thread of its own that sends commands as fast as they are answered: several frames on the way, each of
 * several commands, and counts the answers.
 */
import { type ClientMessage, MessagePackReader, MessagePackWriter, PROTOCOL_VERSION } from "@hotpath/gateway/protocol";

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
    const [bidPrice, askPrice] = [`${100 + (id % 7) / 100}`, `${100.1 + (id % 5) / 100}`];
    const one = { symbolId: 1, bidPrice, askPrice, bidSize: "500", askSize: "700", timestamp };
    return { type: "marketData", id, quotes: [one] };
  }
  const price = `${99 + (id % 7) / 100}`;
  return { type: "submitOrder", id, instrument: 0, side: "buy", orderType: "limit", price, quantity: "10", timeInForce: "ioc" };
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
  const reader = new MessagePackReader();
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
    let frameAnswers = 0;
    for (const message of reader.read(new Uint8Array(data as ArrayBuffer)) as { type: string }[]) {
      if (message.type === "welcome") {
        started = performance.now();
        for (let k = 0; k < what.frames; k++) next();
      } else if (message.type === "result") frameAnswers += 1;
      else if (message.type === "failure") {
        frameAnswers += 1;
        failed += 1;
      }
    }
    const before = Math.floor(answered / what.perFrame);
    answered += frameAnswers;
    for (let k = before; k < Math.floor(answered / what.perFrame); k++) next();
    if (answered < what.commands) return;
    postMessage({ seconds: (performance.now() - started) / 1000, failed });
    socket.close();
  };
}
