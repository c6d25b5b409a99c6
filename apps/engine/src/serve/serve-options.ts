import type { FaultPolicy } from "@hotpath/engine";
import type { Durability } from "@hotpath/journal";
import type { FeedOptions } from "../run/feeds/feed.ts";
import type { LOG_LEVELS } from "./structured-log.ts";

/** Options of `hotpath serve`, as the command line gives them. */
export interface ServeOptions extends Omit<FeedOptions, "symbols" | "events" | "demoSymbols"> {
  host: string;
  port: number;
  /** How many symbols the demo has. */
  symbols: number;
  /** Which symbols of the feed. */
  symbol: readonly string[];
  /** Steps of the demo's market, or events of a recording, a second. */
  pace: number;
  /** Of the feed `client`: `AAPL:2,BTC:2:8`. */
  instruments?: string;
  param: readonly string[];
  /** Whether the built-in strategy trades where none is named. */
  strategy: boolean;
  onFault: FaultPolicy;
  venue: "sim" | "fix";
  fixConfig?: string;
  resend?: boolean;
  clock?: "event" | "wall";
  config?: string;
  tokens?: string;
  origin: string[];
  cert?: string;
  key?: string;
  /** A folder; `false` for none; left out, a fresh one. */
  journal?: string | false;
  durability: Durability;
  checkpointEvery: number;
  readyJson?: boolean;
  exitWithStdin?: boolean;
  logLevel?: (typeof LOG_LEVELS)[number];
  logFile?: string;
  /** Where OpenTelemetry's collector is. */
  otlp?: string;
  /** How often metrics go to it, in seconds. */
  otlpInterval: number;
  quiet?: boolean;
}
