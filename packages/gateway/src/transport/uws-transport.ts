/** The transport over `uWebSockets.js`, for hosts on Node. */
import { STATUS_CODES } from "node:http";
import { ConfigError, IoError, UnavailableError } from "@hotpath/core";
import { type ListenOptions, type ParsedListenOptions, parseListenOptions } from "./listen-options.ts";
import { bearerOf, subprotocolOf, targetOf } from "./request-head.ts";
import { ConnectionSet, type SocketConnection } from "./socket-connection.ts";
import { CloseCode, type HttpAnswer, SUBPROTOCOLS, type Transport, type TransportHandler } from "./transport.ts";
import type { UwsApp, UwsModule, UwsRequest, UwsResponse, UwsSocket } from "./uws-module.ts";

/** Where and how a {@link uwsTransport} listens. */
export interface UwsTransportOptions extends ListenOptions {
  /** The module `uWebSockets.js`, as {@link importUws} gives it. */
  uws: UwsModule;
  /** PEM files: it reads no texts. Whoever listens beyond this machine must have it, or say `allowPlaintext`. */
  tls?: { certFile: string; keyFile: string };
}

interface Attachment {
  subprotocol: (typeof SUBPROTOCOLS)[number];
  bearer: string | undefined;
  remoteAddress: string;
  connection?: SocketConnection;
}

const HOW =
  "uWebSockets.js is not installed: `npm install uNetworking/uWebSockets.js#v20.67.0`, from its releases on GitHub, " +
  "which have a binary for each Node that they serve; it does not load in Bun, where `bunTransport` has the same inside";

/**
 * Loads the optional peer dependency `uWebSockets.js`.
 *
 * @throws {UnavailableError} saying how to install it, where it is not there or has no binary for this Node
 */
export async function importUws(): Promise<UwsModule> {
  // Not written out: who bundles a program without it must not need it.
  const name = "uWebSockets.js";
  let loaded: { default?: UwsModule } & Partial<UwsModule>;
  try {
    loaded = await import(name);
  } catch (error) {
    throw new UnavailableError(HOW, { cause: error });
  }
  const module = loaded.default ?? (loaded as UwsModule);
  if (typeof module.App !== "function") throw new UnavailableError(HOW);
  return module;
}

/**
 * A transport over `uWebSockets.js`.
 *
 * @throws {ConfigError} for a host beyond this machine without TLS, a certificate that cannot be used, or options that are
 * out of range
 * @example
 * const transport = uwsTransport({ uws: await importUws(), port: 7400 });
 */
export function uwsTransport(options: UwsTransportOptions): Transport {
  if (typeof options.uws?.App !== "function")
    throw new ConfigError("uws", typeof options.uws, "what importUws() gives");
  return new UwsTransport(options.uws, parseListenOptions(options, options.tls !== undefined), options.tls);
}

class UwsTransport implements Transport {
  readonly isLoopback: boolean;
  readonly isSecure: boolean;
  readonly #uws: UwsModule;
  readonly #options: ParsedListenOptions;
  readonly #app: UwsApp;
  readonly #connections = new ConnectionSet();
  #listening: unknown;

  constructor(uws: UwsModule, options: ParsedListenOptions, tls: UwsTransportOptions["tls"]) {
    this.#uws = uws;
    this.#options = options;
    this.isLoopback = options.isLoopback;
    this.isSecure = tls !== undefined;
    try {
      this.#app = tls ? uws.SSLApp({ cert_file_name: tls.certFile, key_file_name: tls.keyFile }) : uws.App();
    } catch {
      throw new ConfigError("tls", tls?.certFile, "PEM files of a certificate and its key");
    }
  }

  listen(handler: TransportHandler): number {
    const { hostname, port, maxFrameBytes, idleSeconds } = this.#options;
    this.#app.ws<Attachment>("/*", {
      maxPayloadLength: maxFrameBytes,
      // The gateway bounds what waits; a frame must not be dropped behind its back.
      maxBackpressure: 0,
      // Who is silent and who is slow the gateway itself decides; this ends what it no longer knows of.
      idleTimeout: idleSeconds,
      sendPingsAutomatically: true,
      compression: this.#uws.DISABLED,
      upgrade: (response, request, context) => this.#upgrade(response, request, context, handler),
      open: (socket) => this.#open(socket, handler),
      message: (socket, frame, isBinary) => {
        const { connection } = socket.getUserData();
        if (!connection?.isActive) return;
        handler.message(connection, isBinary ? new Uint8Array(frame) : textOf(frame));
      },
      drain: (socket) => {
        const { connection } = socket.getUserData();
        connection?.drained();
        if (connection?.isActive) handler.drain(connection);
      },
      close: (socket, code) => {
        const { connection } = socket.getUserData();
        if (connection !== undefined && this.#connections.delete(connection))
          handler.close(connection, connection.ended(code));
      },
    });
    this.#app.any("/*", (response, request) => this.#http(response, request, handler));
    this.#app.listen(hostname, port, this.#uws.LIBUS_LISTEN_EXCLUSIVE_PORT, (socket) => {
      this.#listening = socket;
    });
    if (!this.#listening) throw new IoError(`cannot listen on ${hostname}:${port}`);
    return this.#uws.us_socket_local_port(this.#listening);
  }

  async stop(): Promise<void> {
    if (!this.#listening) return;
    this.#uws.us_listen_socket_close(this.#listening);
    this.#listening = undefined;
    await this.#connections.end(CloseCode.GoingAway, "the gateway is stopping");
    // Those that were told goodbye and have not gone, and those of HTTP.
    setTimeout(() => this.#app.close(), 100);
  }

  #upgrade(response: UwsResponse, request: UwsRequest, context: unknown, handler: TransportHandler): void {
    const facts = factsOf(response, request);
    const { origin, host, remoteAddress, bearer } = facts;
    const refused = handler.admit({ origin, host, remoteAddress });
    if (refused !== undefined) {
      answer(response, { status: refused.status, type: "text/plain", body: refused.reason }, false);
      return;
    }
    const agreed = subprotocolOf(request.getHeader("sec-websocket-protocol"));
    if (agreed === undefined || request.getHeader("upgrade").toLowerCase() !== "websocket") {
      const body = agreed === undefined ? `subprotocols: ${SUBPROTOCOLS.join(", ")}` : "no WebSocket";
      answer(response, { status: 400, type: "text/plain", body }, false);
      return;
    }
    response.upgrade<Attachment>(
      { subprotocol: agreed.name, bearer, remoteAddress },
      request.getHeader("sec-websocket-key"),
      agreed.isNamed ? agreed.name : "",
      "",
      context,
    );
  }

  #open(socket: UwsSocket<Attachment>, handler: TransportHandler): void {
    const attachment = socket.getUserData();
    const raw = {
      bufferedBytes: () => socket.getBufferedAmount(),
      // 2: it is lost.
      write: (frame: Uint8Array<ArrayBuffer> | string) => socket.send(frame, typeof frame !== "string") !== 2,
      end: (code: number, reason: string) => socket.end(code, reason),
      kill: () => socket.close(),
    };
    attachment.connection = this.#connections.open(raw, attachment);
    handler.open(attachment.connection);
  }

  #http(response: UwsResponse, request: UwsRequest, handler: TransportHandler): void {
    const method = request.getMethod().toUpperCase();
    const query = request.getQuery() ?? "";
    const target = targetOf(query === "" ? request.getUrl() : `${request.getUrl()}?${query}`);
    if (target === undefined) {
      answer(response, { status: 400, type: "text/plain", body: "no path" }, method === "HEAD");
      return;
    }
    answer(response, handler.http({ method, ...target, ...factsOf(response, request) }), method === "HEAD");
  }
}

function textOf(bytes: ArrayBuffer): string {
  return new TextDecoder().decode(bytes);
}

/** It gives a header that is not there as an empty text. */
function factsOf(response: UwsResponse, request: UwsRequest) {
  const header = (name: string): string | undefined => request.getHeader(name) || undefined;
  return {
    origin: header("origin"),
    // Two of them are none: which of them a proxy had looked at nobody knows.
    host: hostOf(request),
    bearer: bearerOf(header("authorization")),
    remoteAddress: addressOf(textOf(response.getRemoteAddressAsText())),
  };
}

function hostOf(request: UwsRequest): string | undefined {
  const hosts: string[] = [];
  request.forEach((name, value) => {
    if (name === "host") hosts.push(value);
  });
  return hosts.length === 1 ? hosts[0] : undefined;
}

/** `127.0.0.1` of the form in which a socket of IPv6 has it; the rest as it is. */
function addressOf(text: string): string {
  const mapped = /^0000:0000:0000:0000:0000:ffff:([0-9a-f]{2})([0-9a-f]{2}):([0-9a-f]{2})([0-9a-f]{2})$/.exec(text);
  return mapped === null
    ? text
    : mapped
        .slice(1)
        .map((byte) => Number.parseInt(byte, 16))
        .join(".");
}

function answer(response: UwsResponse, { status, type, body, headers }: HttpAnswer, isHead: boolean): void {
  const all: Record<string, string> = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...headers,
    "content-type": type,
  };
  response.writeStatus(`${status} ${STATUS_CODES[status] ?? ""}`);
  // A line's end in a value would begin another header.
  for (const [name, value] of Object.entries(all)) response.writeHeader(name, value.replace(/[\r\n\0]/g, " "));
  if (!isHead) {
    response.end(body);
    return;
  }
  // It takes an answer without a body for none at all, unless somebody is there to hear that the client has gone.
  response.onAborted(() => {});
  response.endWithoutBody(typeof body === "string" ? Buffer.byteLength(body) : body.byteLength);
}
