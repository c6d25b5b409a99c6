/** What an entry does to the book: MDUpdateAction (279), and `Snapshot` for the entries of a full refresh, which has none. */
export const MarketDataAction = {
  New: 0,
  Change: 1,
  Delete: 2,
  DeleteThru: 3,
  DeleteFrom: 4,
  Overlay: 5,
  Snapshot: 6,
} as const;
/** A value of {@link MarketDataAction}. */
export type MarketDataAction = (typeof MarketDataAction)[keyof typeof MarketDataAction];

/** The usual values of MDEntryType (269), as codes of their characters. */
export const MarketDataType = {
  Bid: 48,
  Offer: 49,
  Trade: 50,
  IndexValue: 51,
  OpeningPrice: 52,
  ClosingPrice: 53,
  SettlementPrice: 54,
  TradingSessionHighPrice: 55,
  TradingSessionLowPrice: 56,
  Vwap: 57,
  TradeVolume: 66,
  OpenInterest: 67,
  EmptyBook: 74,
} as const;
/** A value of {@link MarketDataType}. */
export type MarketDataType = (typeof MarketDataType)[keyof typeof MarketDataType];

/**
 * The entries of one message of market data in columns that are used again and again: rows `0 … count − 1`, in the order
 * of the message. Prices and sizes are integers in the instrument's units.
 */
export class MarketDataEntries {
  /** Rows filled. */
  count = 0;
  /** MsgSeqNum (34) of the message. */
  sequence: number = Number.NaN;
  /** {@link MarketDataAction}. */
  action!: Uint8Array;
  /** MDEntryType (269): the code of its character. */
  type!: Uint8Array;
  /** Index of the instrument. */
  instrument!: Int32Array;
  /** MDEntryPx (270) in price units; NaN where there is none. */
  price!: Float64Array;
  /** MDEntrySize (271) in size units; NaN where there is none. */
  size!: Float64Array;
  /** RptSeq (83); NaN where there is none. */
  rptSeq!: Float64Array;
  /** MDEntryPositionNo (290); 0 where there is none. */
  position!: Int32Array;
  /** NumberOfOrders (346); 0 where there is none. */
  orders!: Int32Array;
  /** Where MDEntryID (278) begins in the message's bytes, and how long it is; 0 and 0 where there is none. */
  idStart!: Int32Array;
  idLength!: Int32Array;
  /** MDEntryID as a number, where it is one; else NaN. */
  id!: Float64Array;
  /** MDEntryRefID (280) as a number, where it is one; else NaN. */
  refId!: Float64Array;
  /** MDEntryDate (272) and MDEntryTime (273): whole microseconds since the Unix epoch; NaN where one is missing. */
  timeMicros!: Float64Array;
  timeNanos!: Uint16Array;

  constructor(rows = 256) {
    this.#allocate(rows);
  }

  /** Makes room for so many rows, doubling the columns; what they held is lost. */
  reserve(rows: number): void {
    let size = this.action.length;
    if (rows <= size) return;
    while (size < rows) size *= 2;
    this.#allocate(size);
  }

  #allocate(rows: number): void {
    this.action = new Uint8Array(rows);
    this.type = new Uint8Array(rows);
    this.instrument = new Int32Array(rows);
    this.price = new Float64Array(rows);
    this.size = new Float64Array(rows);
    this.rptSeq = new Float64Array(rows);
    this.position = new Int32Array(rows);
    this.orders = new Int32Array(rows);
    this.idStart = new Int32Array(rows);
    this.idLength = new Int32Array(rows);
    this.id = new Float64Array(rows);
    this.refId = new Float64Array(rows);
    this.timeMicros = new Float64Array(rows);
    this.timeNanos = new Uint16Array(rows);
  }
}
