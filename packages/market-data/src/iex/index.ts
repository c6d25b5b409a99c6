/**
 * IEX's TOPS 1.6 and DEEP 1.0: captures → `IexDecoder` → `MarketBatch`; and back through `encodeIexMessage`,
 * `encodeIexSegment` and `PcapWriter`.
 */
export { IEX_PRICE_DECIMALS, IEX_REJECTS, IexDecoder, type IexReject } from "./iex-decoder.ts";
export {
  encodeIexMessage,
  IEX_FIELDS,
  IEX_SIZES,
  type IexMessage,
  type IexType,
  readIexMessage,
} from "./iex-messages.ts";
export { encodeIexSegment, IEX_SEGMENT_HEADER, IexProtocol, type IexSegment } from "./iex-segment.ts";
