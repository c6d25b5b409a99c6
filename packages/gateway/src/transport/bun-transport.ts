/** The transport over `Bun.serve`: WebSocket and HTTP on one port, with TLS where it is given a certificate. */
import { ConfigError, IoError, UnavailableError } from "@hotpath/core";
import type { Server, ServerWebSocket } from "bun";
import { bearerOf, subprotocolOf, targetOf } from "./request-head.ts";
import {
  CloseCode,
  type HttpAnswer,
  SUBPROTOCOLS,
  type Transport,
  type TransportConnection,
  type TransportHandler,
} from "./transport.ts";

/** Where and how a {@link bunTransport} listens. */
export interface BunTransportOptions {
  /** Default `127.0.0.1`: nobody but this machine. */
  hostname?: string;
  /** 0 for any that is free. Default 0. */
  port?: number;
  /** PEM texts. Whoever listens beyond this machine must have it, or say `allowPlaintext`. */
  tls?: { cert: string; key: string };
  /** Whether to listen beyond this machine without TLS: behind a proxy that has it. Default false. */
  allowPlaintext?: boolean;
  /** The largest frame that is taken in; a larger one ends its connection. Default 262,144. */
  maxFrameBytes?: number;
}

interface Attachment {
  subprotocol: (typeof SUBPROTOCOLS)[number];
  bearer: string | undefined;
  remoteAddress: string;
  connection?: BunConnection;
}

type Socket = ServerWebSocket<Attachment>;

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;

/**
 * A transport over `Bun.serve`.
 *
 * @throws {ConfigError} for a host beyond this machine without TLS, or options that are out of range
 */
export function bunTransport(options: BunTransportOptions = {}): Transport {
  const { hostname = "127.0.0.1", port = 0, tls, maxFrameBytes = 262_144 } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new ConfigError("port", options.port, "an integer from 0 to 65535");
  if (!Number.isInteger(maxFrameBytes) || maxFrameBytes < 1024 || maxFrameBytes > 1 << 24)
    throw new ConfigError("maxFrameBytes", options.maxFrameBytes, `an integer from 1024 to ${1 << 24}`);
  if (!LOOPBACK.test(hostname) && tls === undefined && options.allowPlaintext !== true)
    throw new ConfigError(
      "hostname",
      hostname,
      "a loopback address, or `tls`, or `allowPlaintext` behind a proxy with TLS",
    );
  return new BunTransport({ hostname, port, maxFrameBytes, ...(tls && { tls }) });
}

type ParsedOptions = Required<Pick<BunTransportOptions, "hostname" | "port" | "maxFrameBytes">> &
  Pick<BunTransportOptions, "tls">;

class BunTransport implements Transport {
  readonly isLoopback: boolean;
  readonly isSecure: boolean;
  readonly #options: ParsedOptions;
  #server: Server<Attachment> | undefined;
  #lastId = 0;
  readonly #connections = new Set<BunConnection>();

  constructor(options: ParsedOptions) {
    this.#options = options;
    this.isLoopback = LOOPBACK.test(options.hostname);
    this.isSecure = options.tls !== undefined;
  }

  listen(handler: TransportHandler): number {
    if (typeof Bun === "undefined") throw new UnavailableError("Bun.serve: this transport needs Bun");
    const { hostname, port, tls, maxFrameBytes } = this.#options;
    try {
      this.#server = Bun.serve<Attachment>({
        hostname,
        port,
        ...(tls && { tls }),
        // Its page of an error would show the source.
        development: false,
        // Without its development Bun would share the port with whoever else listens there.
        reusePort: false,
        error: () => new Response("the gateway failed at this request", { status: 500 }),
        fetch: (request, server) => this.#fetch(request, server, handler),
        websocket: {
          maxPayloadLength: maxFrameBytes,
          // Who is silent and who is slow the gateway itself decides.
          idleTimeout: 0,
          sendPings: false,
          perMessageDeflate: false,
          open: (socket) => this.#open(socket, handler),
          message: (socket, frame) => {
            const { connection } = socket.data;
            if (connection?.isOpen) handler.message(connection, frame);
          },
          drain: (socket) => {
            const { connection } = socket.data;
            if (connection?.isOpen) handler.drain(connection);
          },
          close: (socket, code) => this.#close(socket, code, handler),
        },
      });
    } catch (error) {
      throw new IoError(`cannot listen on ${hostname}:${port}: ${(error as Error).message}`, { cause: error });
    }
    return this.#server.port!;
  }

  async stop(): Promise<void> {
    for (const connection of this.#connections) connection.close(CloseCode.GoingAway, "the gateway is stopping");
    await this.#server?.stop(false);
    this.#server = undefined;
  }

  #fetch(request: Request, server: Server<Attachment>, handler: TransportHandler): Response | undefined {
    const { headers } = request;
    const origin = headers.get("origin") ?? undefined;
    const host = headers.get("host") ?? undefined;
    const bearer = bearerOf(headers.get("authorization"));
    const remoteAddress = server.requestIP(request)?.address ?? "";
    if (headers.get("upgrade")?.toLowerCase() !== "websocket") {
      const target = targetOf(request.url);
      if (target === undefined) return new Response("no path", { status: 400 });
      return responseOf(handler.http({ method: request.method, ...target, origin, remoteAddress, host, bearer }));
    }
    const refused = handler.admit({ origin, remoteAddress, host });
    if (refused !== undefined) return new Response(refused.reason, { status: refused.status });
    const agreed = subprotocolOf(headers.get("sec-websocket-protocol") ?? "");
    if (agreed === undefined) return new Response(`subprotocols: ${SUBPROTOCOLS.join(", ")}`, { status: 400 });
    const isUpgraded = server.upgrade(request, {
      data: { subprotocol: agreed.name, bearer, remoteAddress },
      ...(agreed.isNamed && { headers: { "sec-websocket-protocol": agreed.name } }),
    });
    return isUpgraded ? undefined : new Response("no WebSocket", { status: 400 });
  }

  #open(socket: Socket, handler: TransportHandler): void {
    this.#lastId += 1;
    const connection = new BunConnection(socket, this.#lastId);
    socket.data.connection = connection;
    this.#connections.add(connection);
    handler.open(connection);
  }

  #close(socket: Socket, code: number, handler: TransportHandler): void {
    const { connection } = socket.data;
    if (connection === undefined || !this.#connections.delete(connection)) return;
    connection.isOpen = false;
    handler.close(connection, code);
  }
}

class BunConnection implements TransportConnection {
  readonly id: number;
  readonly remoteAddress: string;
  readonly subprotocol: (typeof SUBPROTOCOLS)[number];
  readonly bearer: string | undefined;
  isOpen = true;
  readonly #socket: Socket;

  constructor(socket: Socket, id: number) {
    this.#socket = socket;
    this.id = id;
    const { remoteAddress, subprotocol, bearer } = socket.data;
    this.remoteAddress = remoteAddress;
    this.subprotocol = subprotocol;
    this.bearer = bearer;
  }

  get bufferedBytes(): number {
    return this.isOpen ? this.#socket.getBufferedAmount() : 0;
  }

  send(frame: Uint8Array<ArrayBuffer> | string): boolean {
    if (!this.isOpen) return false;
    // −1: it waits for the client to read; 0: it is lost, for the connection has ended.
    return (typeof frame === "string" ? this.#socket.sendText(frame) : this.#socket.sendBinary(frame)) !== 0;
  }

  close(code: CloseCode, reason: string): void {
    if (!this.isOpen) return;
    this.#socket.close(code, reason);
  }

  terminate(): void {
    if (!this.isOpen) return;
    this.#socket.terminate();
  }
}

function responseOf({ status, type, body, headers }: HttpAnswer): Response {
  return new Response(body as Uint8Array<ArrayBuffer> | string, {
    status,
    headers: { "cache-control": "no-store", "x-content-type-options": "nosniff", ...headers, "content-type": type },
  });
}
