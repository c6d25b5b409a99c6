/** What moves the weights of an ensemble as outcomes become known. */
export interface Learner {
  /** Learns the outcome (+1 or −1) of the member signals that start at `columns[at]`; NaN is a member that abstained. */
  learn(symbol: number, columns: Float64Array, at: number, outcome: number): void;
  /** What it holds beside the weights. */
  state(): readonly Float64Array[];
}
