/** Sockets of Bun for the state machines of this folder. They carry bytes and the clock, and decide nothing. */
import { type Clock, ConfigError, systemClock, UnavailableError } from "@hotpath/core";
import { MOLD_HEADER_BYTES } from "./moldudp64-packets.ts";
import type { MoldUdp64Receiver } from "./moldudp64-receiver.ts";
import type { SoupBinClient } from "./soupbin-client.ts";

/** How often the machines are told that time has passed, in milliseconds. */
const TICK_MILLIS = 10;

/** Where something listens. */
export interface SocketAddress {
  host: string;
  /** 1 … 65,535. */
  port: number;
}

/** How {@link openMoldUdp64} listens. */
export interface MoldUdp64SocketOptions {
  /** The address to listen at; port 0 takes a free one. */
  local: { host: string; port: number };
  /** A multicast group to join. */
  group?: string;
  /** Where requests for missing messages go; without it nothing is asked for. */
  requests?: SocketAddress;
  /** The machine's clock by default. */
  clock?: Clock;
}

/** A socket that is open until it is disposed. */
export interface OpenSocket extends Disposable {
  /** The port that it listens at. */
  readonly port: number;
}

/**
 * Receives MoldUDP64 from a UDP socket, and asks for what is missing. Needs Bun.
 *
 * @throws {UnavailableError} elsewhere than on Bun
 * @throws {ConfigError} if the socket cannot be opened
 */
export async function openMoldUdp64(receiver: MoldUdp64Receiver, options: MoldUdp64SocketOptions): Promise<OpenSocket> {
  needBun();
  const { local, group, requests, clock = systemClock } = options;
  const request = new Uint8Array(MOLD_HEADER_BYTES);
  const socket = await Bun.udpSocket({
    hostname: local.host,
    port: local.port,
    socket: {
      data(_socket, data) {
        receiver.receive(data, clock.nowMicros());
        ask();
      },
    },
  }).catch((error: Error) => {
    throw new ConfigError("moldUdp64.local", local, `an address to listen at (${error.message})`);
  });
  if (group !== undefined) socket.addMembership(group);
  const ask = (): void => {
    if (requests === undefined) return;
    const length = receiver.nextRequest(clock.nowMicros(), request);
    if (length > 0) socket.send(request.subarray(0, length), requests.port, requests.host);
  };
  const timer = setInterval(ask, TICK_MILLIS);
  return {
    port: socket.port,
    [Symbol.dispose]() {
      clearInterval(timer);
      socket.close();
    },
  };
}

/** How {@link openSoupBin} connects. */
export interface SoupBinSocketOptions {
  remote: SocketAddress;
  /** Milliseconds to wait before connecting again, doubled each time up to `maxRetryMillis`; 100 by default. */
  retryMillis?: number;
  /** 10,000 by default. */
  maxRetryMillis?: number;
  /** What the wait is multiplied by, so that many clients do not come back at once: 0.5 … 1.5; always 1 by default. */
  jitter?: () => number;
  /** The machine's clock by default. */
  clock?: Clock;
}

/** A connection of SoupBinTCP that is kept up until it is disposed, or its session is over. */
export interface SoupBinConnection extends Disposable {
  /** How often it has connected. */
  readonly connections: number;
  /** Sends what waits, at once instead of within some milliseconds. */
  flush(): void;
}

/**
 * Connects a SoupBinTCP client over TCP, and again when the connection is lost, is silent or talks nonsense; the session then
 * goes on where it was. A rejected login and the end of the session are final. Needs Bun.
 *
 * @throws {UnavailableError} elsewhere than on Bun
 */
export function openSoupBin(client: SoupBinClient, options: SoupBinSocketOptions): SoupBinConnection {
  needBun();
  return new SoupBinLink(client, options);
}

type TcpSocket = Awaited<ReturnType<typeof Bun.connect>>;

class SoupBinLink implements SoupBinConnection {
  connections = 0;
  readonly #client: SoupBinClient;
  readonly #options: SoupBinSocketOptions;
  readonly #clock: Clock;
  readonly #ticker: ReturnType<typeof setInterval>;
  #socket: TcpSocket | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #wait: number;
  /** What the socket would not take yet. */
  #pending: Uint8Array = new Uint8Array(0);
  #isClosed = false;

  constructor(client: SoupBinClient, options: SoupBinSocketOptions) {
    this.#client = client;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#wait = options.retryMillis ?? 100;
    this.#ticker = setInterval(() => this.#tick(), TICK_MILLIS);
    this.#connect();
  }

  flush(): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    if (this.#pending.length === 0) this.#pending = this.#client.takeOutput();
    if (this.#pending.length === 0) return;
    const written = socket.write(this.#pending);
    this.#pending = this.#pending.subarray(Math.max(0, written));
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    clearInterval(this.#ticker);
    clearTimeout(this.#retry);
    this.#socket?.end();
  }

  #connect(): void {
    const { host, port } = this.#options.remote;
    const lost = (): void => this.#lost();
    Bun.connect({
      hostname: host,
      port,
      socket: {
        open: (socket) => this.#opened(socket),
        data: (_socket, data) => this.#received(data),
        drain: () => this.flush(),
        close: lost,
        error: lost,
        connectError: lost,
      },
    }).catch(lost);
  }

  #opened(socket: TcpSocket): void {
    if (this.#isClosed) {
      socket.end();
      return;
    }
    this.connections++;
    this.#socket = socket;
    this.#pending = new Uint8Array(0);
    this.#client.connected(this.#clock.nowMicros());
    this.flush();
  }

  #received(data: Uint8Array): void {
    this.#client.receive(data, this.#clock.nowMicros());
    if (this.#client.state === "open") this.#wait = this.#options.retryMillis ?? 100;
    this.#settle();
  }

  #tick(): void {
    this.#client.tick(this.#clock.nowMicros());
    this.#settle();
  }

  /** Sends what waits, or closes a connection that is of no more use. */
  #settle(): void {
    const { state } = this.#client;
    if (state === "open" || state === "loggingIn") this.flush();
    else this.#socket?.end();
  }

  /** Comes several times for one loss. */
  #lost(): void {
    this.#socket = undefined;
    this.#client.disconnected();
    const { state } = this.#client;
    if (this.#isClosed || this.#retry !== undefined) return;
    if (state === "rejected" || state === "ended") {
      this[Symbol.dispose]();
      return;
    }
    this.#retry = setTimeout(
      () => {
        this.#retry = undefined;
        this.#connect();
      },
      this.#wait * (this.#options.jitter?.() ?? 1),
    );
    this.#wait = Math.min(this.#options.maxRetryMillis ?? 10_000, 2 * this.#wait);
  }
}

function needBun(): void {
  if (typeof Bun === "undefined") throw new UnavailableError("sockets of Bun: this is another runtime");
}
