/** The transport over `Bun.serve`: WebSocket and HTTP on one port, with TLS where it is given a certificate. */
import { IoError, UnavailableError } from "@hotpath/core";
import type { Server, ServerWebSocket } from "bun";
import { type ListenOptions, type ParsedListenOptions, parseListenOptions } from "./listen-options.ts";
import { bearerOf, subprotocolOf, targetOf } from "./request-head.ts";
import { ConnectionSet, type SocketConnection } from "./socket-connection.ts";
import { CloseCode, type HttpAnswer, SUBPROTOCOLS, type Transport, type TransportHandler } from "./transport.ts";

/** Where and how a {@link bunTransport} listens. */
export interface BunTransportOptions extends ListenOptions {
  /** PEM texts. Whoever listens beyond this machine must have it, or say `allowPlaintext`. */
  tls?: { cert: string; key: string };
}

interface Attachment {
  subprotocol: (typeof SUBPROTOCOLS)[number];
  bearer: string | undefined;
  remoteAddress: string;
  connection?: SocketConnection;
}

type Socket = ServerWebSocket<Attachment>;

/**
 * A transport over `Bun.serve`.
 *
 * @throws {ConfigError} for a host beyond this machine without TLS, or options that are out of range
 */
export function bunTransport(options: BunTransportOptions = {}): Transport {
  return new BunTransport(parseListenOptions(options, options.tls !== undefined), options.tls);
}

class BunTransport implements Transport {
  readonly isLoopback: boolean;
  readonly isSecure: boolean;
  readonly #options: ParsedListenOptions;
  readonly #tls: BunTransportOptions["tls"];
  #server: Server<Attachment> | undefined;
  readonly #connections = new ConnectionSet();

  constructor(options: ParsedListenOptions, tls: BunTransportOptions["tls"]) {
    this.#options = options;
    this.#tls = tls;
    this.isLoopback = options.isLoopback;
    this.isSecure = tls !== undefined;
  }

  listen(handler: TransportHandler): number {
    if (typeof Bun === "undefined") throw new UnavailableError("Bun.serve: this transport needs Bun");
    const { hostname, port, maxFrameBytes, idleSeconds } = this.#options;
    try {
      this.#server = Bun.serve<Attachment>({
        hostname,
        port,
        ...(this.#tls && { tls: this.#tls }),
        // Its page of an error would show the source.
        development: false,
        // Without its development Bun would share the port with whoever else listens there.
        reusePort: false,
        error: () => new Response("the gateway failed at this request", { status: 500 }),
        fetch: (request, server) => this.#fetch(request, server, handler),
        websocket: {
          maxPayloadLength: maxFrameBytes,
          // Who is silent and who is slow the gateway itself decides; this ends what it no longer knows of.
          idleTimeout: idleSeconds,
          sendPings: true,
          perMessageDeflate: false,
          open: (socket) => this.#open(socket, handler),
          message: (socket, frame) => {
            const { connection } = socket.data;
            if (connection?.isActive) handler.message(connection, frame);
          },
          drain: ({ data: { connection } }) => {
            connection?.drained();
            if (connection?.isActive) handler.drain(connection);
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
    // Nobody comes in any more.
    const stopped = this.#server?.stop(false);
    await this.#connections.end(CloseCode.GoingAway, "the gateway is stopping");
    await stopped;
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
    const raw = {
      bufferedBytes: () => socket.getBufferedAmount(),
      // 0: it is lost, for the connection has ended.
      write: (frame: Uint8Array<ArrayBuffer> | string) =>
        (typeof frame === "string" ? socket.sendText(frame) : socket.sendBinary(frame)) !== 0,
      end: (code: number, reason: string) => socket.close(code, reason),
      kill: () => socket.terminate(),
    };
    socket.data.connection = this.#connections.open(raw, socket.data);
    handler.open(socket.data.connection);
  }

  #close(socket: Socket, code: number, handler: TransportHandler): void {
    const { connection } = socket.data;
    if (connection !== undefined && this.#connections.delete(connection))
      handler.close(connection, connection.ended(code));
  }
}

function responseOf({ status, type, body, headers }: HttpAnswer): Response {
  return new Response(body as Uint8Array<ArrayBuffer> | string, {
    status,
    headers: { "cache-control": "no-store", "x-content-type-options": "nosniff", ...headers, "content-type": type },
  });
}
