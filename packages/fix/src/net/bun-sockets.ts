import type { Socket } from "bun";
import type { Listener, SocketHost, TlsOptions, Transport, TransportEvents } from "./transport.ts";

interface SocketData {
  events: TransportEvents | undefined;
}

/** Bun's sockets. */
export const bunSockets: SocketHost = {
  async listen({ hostname, port, tls }, accept): Promise<Listener> {
    const listener = Bun.listen<SocketData>({
      hostname,
      port,
      ...(tls === undefined ? {} : { tls: await bunTls(tls) }),
      data: { events: undefined },
      socket: {
        ...HANDLERS,
        open(socket) {
          socket.data = { events: accept(new BunTransport(socket)) };
          socket.setNoDelay(true);
        },
        handshake(socket, success) {
          if (!success || (tls?.rejectUnauthorized === true && !socket.authorized)) socket.terminate();
        },
      },
    });
    return { port: listener.port, stop: () => listener.stop(false) };
  },

  async connect({ hostname, port, tls }, connected): Promise<void> {
    const handshake = Promise.withResolvers<void>();
    const secure = tls === undefined ? undefined : await bunTls(tls, hostname);
    await Bun.connect<SocketData>({
      hostname,
      port,
      ...(secure === undefined ? {} : { tls: secure }),
      data: { events: undefined },
      socket: {
        ...HANDLERS,
        open(socket) {
          socket.setNoDelay(true);
          if (secure === undefined) socket.data.events = connected(new BunTransport(socket));
        },
        handshake(socket, success, error) {
          // Bun says what is wrong with a certificate and goes on: whether that is to be is decided here.
          if (error !== null && secure?.rejectUnauthorized !== false) {
            handshake.reject(error);
            socket.terminate();
          } else if (!success) handshake.reject(error ?? new Error("the TLS handshake failed"));
          else {
            socket.data.events = connected(new BunTransport(socket));
            handshake.resolve();
          }
        },
        close(socket, error) {
          handshake.reject(error ?? new Error("the connection was closed"));
          socket.data.events?.closed(error?.message);
        },
      },
    });
    if (secure !== undefined) await handshake.promise;
    else handshake.promise.catch(() => {});
  },
};

const HANDLERS = {
  data(socket: Socket<SocketData>, bytes: Uint8Array) {
    socket.data.events?.data(bytes);
  },
  drain(socket: Socket<SocketData>) {
    socket.data.events?.drain();
  },
  close(socket: Socket<SocketData>, error?: Error) {
    socket.data.events?.closed(error?.message);
  },
  error(socket: Socket<SocketData>, error: Error) {
    socket.data.events?.closed(error.message);
  },
};

class BunTransport implements Transport {
  readonly remote: string;
  readonly #socket: Socket<SocketData>;

  constructor(socket: Socket<SocketData>) {
    this.#socket = socket;
    this.remote = `${socket.remoteAddress}:${(socket as { remotePort?: number }).remotePort ?? ""}`;
  }

  write(bytes: Uint8Array, start: number, end: number): number {
    return Math.max(0, this.#socket.write(bytes, start, end - start));
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.terminate();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }
}

/** PEM is taken as it is, anything else is the path of a file. */
async function pem(text: string | undefined): Promise<string | undefined> {
  return text === undefined || text.includes("-----BEGIN") ? text : await Bun.file(text).text();
}

async function bunTls({ cert, key, ca, rejectUnauthorized, requestCert, serverName }: TlsOptions, host?: string) {
  const [certText, keyText, caText] = await Promise.all([pem(cert), pem(key), pem(ca)]);
  return {
    ...(certText === undefined ? {} : { cert: certText }),
    ...(keyText === undefined ? {} : { key: keyText }),
    ...(caText === undefined ? {} : { ca: caText }),
    ...(requestCert === undefined ? {} : { requestCert }),
    ...(host === undefined ? {} : { serverName: serverName ?? host }),
    rejectUnauthorized: rejectUnauthorized ?? host !== undefined,
  };
}
