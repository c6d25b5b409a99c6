import type { Clock } from "@hotpath/core";
import type { EngineLink, LogLevel } from "../link/engine-link.ts";
import type { GatewayErrorCode } from "../protocol/index.ts";
import type { Transport } from "../transport/transport.ts";
import type { HistoryOptions } from "./history-options.ts";
import type { GatewayLimits } from "./limits.ts";
import type { Pages } from "./pages.ts";
import type { TokenStore } from "./tokens.ts";

/** A command on its way through a gateway. Times are nanoseconds of `monotonicNanos`. */
export interface CommandTrace {
  /** What it is, such as `submitOrder`. */
  type: string;
  session: string;
  /** Number of the token. */
  actor: number;
  /** When its frame was there. */
  receivedNanos: number;
  /** When the engine had applied it; left out of one that was refused. */
  sequencedNanos?: number;
  /** When it was answered. */
  answeredNanos: number;
  /** The number of the input that it became. */
  sequence?: number;
  /** Why it was refused. */
  code?: GatewayErrorCode;
}

/** How a `Gateway` is made. */
export interface GatewayOptions {
  link: EngineLink;
  transport: Transport;
  /** Who may come in. Nobody comes in without a token. */
  tokens: TokenStore;
  /** Pages whose scripts may come in, such as `https://desk.example`; other programs send no origin. Default: none. */
  allowedOrigins?: readonly string[];
  /**
   * Names by which this host may be called, such as `desk.example`, without ports. Default: those of this machine where the
   * transport listens to nobody else, any where it does.
   */
  allowedHosts?: readonly string[];
  /** Files for browsers, served on the same port to everybody who may reach it: their scripts may come in with a token. */
  pages?: Pages;
  limits?: Partial<GatewayLimits>;
  /** What it keeps and computes of the market. */
  history?: Partial<HistoryOptions>;
  /** Gets a line for each connection, command and failure, and each that a strategy logs. Never a token. */
  log?: (level: LogLevel, message: string, fields: Readonly<Record<string, unknown>>) => void;
  /** Gets each command when it has been answered: for traces. */
  onCommand?: (command: CommandTrace) => void;
  /** Tells the time of heartbeats and the end of tokens. Default: the system's. */
  clock?: Clock;
  /**
   * Whether the topic `events` is kept from the start, and not from when it is first asked for: so that a client finds what
   * it has missed in a gateway that has come back. It costs an object for each record. Default false.
   */
  keepsEvents?: boolean;
}
