/** The transport over `Bun.serve`: WebSocket and HTTP on one port, with TLS where it is given a certificate. */
import { ConfigError, IoError, UnavailableError } from "@hotpath/core";
import type { Server, ServerWebSocket } from "bun";
import {
  CloseCode,
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
const BEARER = /^Bearer +([\x21-\x7e]{1,512})$/i;

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
  readonly #options: ParsedOptions;
  #server: Server<Attachment> | undefined;
  #lastId = 0;
  readonly #connections = new Set<BunConnection>();

  constructor(options: ParsedOptions) {
    this.#options = options;
  }

  listen(handler: TransportHandler): number {
    if (typeof Bun === "undefined") throw new UnavailableError("Bun.serve: this transport needs Bun");
    const { hostname, port, tls, maxFrameBytes } = this.#options;
    try {
      this.#server = Bun.serve<Attachment>({
        hostname,
        port,
        ...(tls && { tls }),
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
    const bearer = BEARER.exec(headers.get("authorization") ?? "")?.[1];
    if (headers.get("upgrade")?.toLowerCase() !== "websocket") {
      const path = new URL(request.url).pathname;
      const { status, type, body } = handler.http({ method: request.method, path, origin, bearer });
      return new Response(body, { status, headers: { "content-type": type, "cache-control": "no-store" } });
    }
    const remoteAddress = server.requestIP(request)?.address ?? "";
    const refused = handler.admit({ origin, remoteAddress, host: headers.get("host") ?? undefined });
    if (refused !== undefined) return new Response(refused.reason, { status: refused.status });
    const asked = (headers.get("sec-websocket-protocol") ?? "").split(",").map((name) => name.trim());
    const named = SUBPROTOCOLS.find((name) => asked.includes(name));
    if (named === undefined && asked.join("") !== "")
      return new Response(`subprotocols: ${SUBPROTOCOLS.join(", ")}`, { status: 400 });
    const isUpgraded = server.upgrade(request, {
      data: { subprotocol: named ?? SUBPROTOCOLS[0], bearer, remoteAddress },
      ...(named !== undefined && { headers: { "sec-websocket-protocol": named } }),
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
