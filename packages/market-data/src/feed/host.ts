import { type Clock, Random, systemClock } from "@hotpath/core";
import type { FeedHost, FeedSocket, SocketListener } from "./feed-host.ts";

/** How a {@link webHost} is made. */
export interface WebHostOptions {
  /** The system's clock by default. */
  clock?: Clock;
  /** Seed of the jitter; by default the time, so that processes differ. */
  seed?: number | bigint;
  /** Answers over HTTP longer than this are refused; 64 MiB by default. */
  maxBodyBytes?: number;
}

/** A host over the web's own `WebSocket`, `fetch` and timers: Bun, Node 22 and later, browsers. */
export function webHost(options: WebHostOptions = {}): FeedHost {
  const clock = options.clock ?? systemClock;
  const maxBodyBytes = options.maxBodyBytes ?? 64 * 2 ** 20;
  return {
    clock,
    random: new Random(options.seed ?? clock.now()),
    connect: openSocket,
    fetch: async (url, signal) => {
      const response = await fetch(url, { signal });
      if (!response.ok) throw new Error(`${url}: status ${response.status}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (bytes.length > maxBodyBytes) throw new Error(`${url}: ${bytes.length} bytes`);
      return bytes;
    },
    after: (milliseconds, callback) => {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
  };
}

function openSocket(url: string, listener: SocketListener): FeedSocket {
  let socket: WebSocket;
  let isClosed = false;
  const closed = (code: number, reason: string) => {
    if (isClosed) return;
    isClosed = true;
    listener.close(code, reason);
  };
  try {
    socket = new WebSocket(url);
  } catch (error) {
    queueMicrotask(() => closed(1006, String(error)));
    return { send: () => {}, close: () => {} };
  }
  socket.binaryType = "arraybuffer";
  socket.onopen = () => listener.open();
  socket.onmessage = ({ data }) =>
    listener.message(typeof data === "string" ? data : new Uint8Array(data as ArrayBuffer));
  socket.onerror = () => {};
  socket.onclose = ({ code, reason }) => closed(code, reason);
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: () => socket.close(),
  };
}
