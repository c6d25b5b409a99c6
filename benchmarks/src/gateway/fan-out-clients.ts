/** Many clients on a thread of their own that count what they are sent, by its length: all updates of a run are equally long. */
import { MessagePackWriter, PROTOCOL_VERSION } from "@hotpath/gateway/protocol";

/** What they are told. */
export interface FanOutRun {
  url: string;
  /** Of a gateway; without it the server is a bare one, which sends by itself. */
  token?: string;
  clients: number;
  /** Updates for each client. */
  updates: number;
  bytes: number;
}

declare const self: Worker;

self.onmessage = async ({ data }: MessageEvent<FanOutRun>) => {
  const counts = new Float64Array(data.clients);
  let open = 0;
  let full = 0;
  const hello = new MessagePackWriter();
  hello.value({ type: "hello", version: PROTOCOL_VERSION, token: data.token });
  hello.value({ type: "subscribe", id: 1, topic: "trades" });
  const whole = data.updates * data.bytes;
  for (let k = 0; k < data.clients; k++) {
    const socket = new WebSocket(data.url, data.token === undefined ? [] : ["hotpath.msgpack"]);
    socket.binaryType = "arraybuffer";
    let isReady = data.token === undefined;
    const ready = (): void => {
      open += 1;
      if (open === data.clients) postMessage("ready");
    };
    socket.onopen = () => (isReady ? ready() : socket.send(hello.written()));
    socket.onmessage = (message) => {
      const { byteLength } = message.data as ArrayBuffer;
      if (!isReady) {
        // `welcome` and `subscribed`, in one frame or two.
        if (byteLength > 100) return;
        isReady = true;
        ready();
        return;
      }
      counts[k]! += byteLength;
      if (counts[k]! < whole) return;
      full += 1;
      if (full === data.clients) postMessage("done");
    };
  }
};
