/** What of `uWebSockets.js` the transport uses, as its declarations have it (v20). */

/** The module. */
export interface UwsModule {
  App(): UwsApp;
  /** Reads files; throws where it cannot use them. */
  SSLApp(options: { cert_file_name: string; key_file_name: string }): UwsApp;
  readonly DISABLED: number;
  readonly LIBUS_LISTEN_EXCLUSIVE_PORT: number;
  us_socket_local_port(socket: unknown): number;
  us_listen_socket_close(socket: unknown): void;
}

/** A server. */
export interface UwsApp {
  ws<T>(pattern: string, behavior: UwsBehavior<T>): UwsApp;
  any(pattern: string, handler: (response: UwsResponse, request: UwsRequest) => void): UwsApp;
  /** Calls back at once, with false where it cannot listen. */
  listen(hostname: string, port: number, options: number, told: (socket: unknown) => void): UwsApp;
  /** Ends everything. */
  close(): UwsApp;
}

/** How it treats WebSockets. */
export interface UwsBehavior<T> {
  maxPayloadLength: number;
  maxBackpressure: number;
  idleTimeout: number;
  sendPingsAutomatically: boolean;
  compression: number;
  upgrade(response: UwsResponse, request: UwsRequest, context: unknown): void;
  open(socket: UwsSocket<T>): void;
  message(socket: UwsSocket<T>, frame: ArrayBuffer, isBinary: boolean): void;
  drain(socket: UwsSocket<T>): void;
  close(socket: UwsSocket<T>, code: number): void;
}

/** A WebSocket, until its `close`. */
export interface UwsSocket<T> {
  getUserData(): T;
  getBufferedAmount(): number;
  /** @returns 1 sent, 0 waits, 2 dropped */
  send(frame: Uint8Array | string, isBinary: boolean): number;
  end(code: number, reason: string): void;
  close(): void;
}

/** The answer to a request. */
export interface UwsResponse {
  writeStatus(status: string): UwsResponse;
  writeHeader(name: string, value: string): UwsResponse;
  end(body: Uint8Array | string): UwsResponse;
  endWithoutBody(length: number): UwsResponse;
  onAborted(told: () => void): UwsResponse;
  getRemoteAddressAsText(): ArrayBuffer;
  upgrade<T>(data: T, key: string, subprotocol: string, extensions: string, context: unknown): void;
}

/** A request, until its handler returns. */
export interface UwsRequest {
  /** Empty if it is not there. */
  getHeader(name: string): string;
  forEach(each: (name: string, value: string) => void): void;
  getMethod(): string;
  getUrl(): string;
  getQuery(): string | undefined;
}
