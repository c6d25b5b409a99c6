/**
 * The gateway's server, for hosts with sockets: `Gateway` over a `Transport` and an `EngineLink`.
 */
export { DeskStage, type DeskStageOptions } from "../link/desk-stage.ts";
export type { LinkedEngine } from "../link/engine-figures.ts";
export type {
  EngineLink,
  JournalPlace,
  LogLevel,
  PositionFigures,
  RiskFigures,
  StrategyLine,
  VenueReasons,
  WorkingOrder,
} from "../link/engine-link.ts";
export { GatewayTap, type GatewayTapOptions } from "../link/gateway-tap.ts";
export {
  type LocalEngineLinkOptions,
  localEngineLink,
  type WrittenLog,
} from "../link/local-engine-link.ts";
export type { AssembleReplay, ReplayedEngine } from "../replay/replay-machine.ts";
export {
  type Moment,
  type Replay,
  ReplayError,
  type ReplayListener,
  type ReplayMove,
  type ReplaySource,
} from "../replay/replay-source.ts";
export { type WorkerReplayOptions, workerReplay } from "../replay/worker-replay.ts";
export { GatewayThread, type GatewayThreadOptions } from "../thread/gateway-thread.ts";
export type { AssembleGateway } from "../thread/gateway-worker.ts";
export { type BunTransportOptions, bunTransport } from "../transport/bun-transport.ts";
export * from "../transport/transport.ts";
export { Gateway } from "./gateway.ts";
export type { CommandTrace, GatewayOptions } from "./gateway-options.ts";
export type { HistoryOptions } from "./history-options.ts";
export type { GatewayLimits } from "./limits.ts";
export type { Page, Pages } from "./pages.ts";
export type { HistogramSample, Labels, MetricSink, Sample } from "./prometheus-text.ts";
export { createToken, type Identity, type TokenRecord, TokenStore } from "./tokens.ts";
