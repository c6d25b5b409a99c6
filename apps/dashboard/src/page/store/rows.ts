/** Rows of the page's tables: the protocol's messages without what belongs to their subscription. */
import type {
  FillMessage,
  LogMessage,
  OrderMessage,
  PositionMessage,
  RiskMessage,
  SignalMessage,
} from "@hotpath/gateway/protocol";

type Update = "type" | "subscription" | "number";

/** An order as it stands. */
export type OrderRow = Omit<OrderMessage, Update>;
/** A fill. */
export type FillRow = Omit<FillMessage, Update>;
/** A position, since its last change. */
export type PositionRow = Omit<PositionMessage, Update>;
/** State and figures of the risk gate. */
export type RiskRow = Omit<RiskMessage, Update>;
/** A line of the log. */
export type LogRow = Omit<LogMessage, Update>;
/** Signals of one generator in one direction that came one after the other: the last of them, and how many they are. */
export type SignalRow = Omit<SignalMessage, Update> & { count: number };
