// biome-ignore lint/suspicious/noExplicitAny: each operation has parameters of its own, checked where it is applied
type Parameters = any;

/** An operation as programs use it: its shape, and its bodies as JavaScript with marks where variables go. */
export interface OpSpec {
  readonly name: string;
  /** Its number in the native library. */
  readonly code: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Parameters that are doubles, then those that are whole numbers. */
  readonly reals: readonly string[];
  readonly ints: readonly string[];
  /** Doubles and whole numbers that are kept from bar to bar, 0 at the start. */
  readonly state: readonly string[];
  readonly counters: readonly string[];
  readonly arrays: readonly { readonly name: string; readonly length: (p: Parameters) => number }[];
  readonly lookback: (p: Parameters) => number;
  /** Bodies: bars before the lookback, the bar at it, and all after. */
  readonly fill: string;
  readonly first: string;
  readonly steady: string;
  /** For how many bars from now on `steady` goes one way, and what it comes to then; where it does. */
  readonly run?: { readonly bars: string; readonly body: string };
}
