/** The execution algorithms, as an `AlgorithmOrder` names them. FIX has a number for few of them (TargetStrategy 847: 1 VWAP, 2 participate); these are our own. */
export const AlgorithmKind = {
  /** Even in time. */
  TimeWeighted: 1,
  /** As the market's volume is spread over the day, by the curve of its history. */
  VolumeWeighted: 2,
  /** A part of the market's volume as it trades. */
  ParticipationOfVolume: 3,
  /** Almgren and Chriss: early where waiting is risky, even where impact is dear. */
  ImplementationShortfall: 4,
  /** One small order after the other at one price, only the last of them seen. */
  Iceberg: 5,
  /** Waits unseen until somebody offers the price, and takes it. */
  Sniper: 6,
  /** Goes into the closing auction. */
  MarketOnClose: 7,
} as const;
/** A value of {@link AlgorithmKind}. */
export type AlgorithmKind = (typeof AlgorithmKind)[keyof typeof AlgorithmKind];

/** How an algorithm ended, as its `AlgorithmReport` says. */
export const AlgorithmStatus = {
  /** Everything was traded. */
  Completed: 1,
  /** The time was over. */
  Expired: 2,
  /** Its strategy, or the kill switch, stopped it. */
  Cancelled: 3,
  /** Its children were refused or rejected again and again. */
  Rejected: 4,
  /** What it asks for cannot be: it sent nothing. */
  Refused: 5,
} as const;
/** A value of {@link AlgorithmStatus}. */
export type AlgorithmStatus = (typeof AlgorithmStatus)[keyof typeof AlgorithmStatus];
