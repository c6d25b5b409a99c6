/**
 * The fields of every DBN record, in their order behind the common header, as Databento publishes them (DBN encoding,
 * versions 1 to 3; the layouts of the classes of its Python library `databento-dbn`, `_dtypes`).
 *
 * A field is `name:type`: `u1 u2 u4 u8 i1 i2 i4 i8` integers, little-endian; `px` a price, i64 in units of 1e-9; `ts` a
 * time, u64 nanoseconds since the Unix epoch; `c1` one ASCII character; `sN` text padded with zeros to N bytes; `_:xN`
 * N bytes that mean nothing.
 */

/** The header that every record begins with; `length` counts words of four bytes. */
export const DBN_HEADER_FIELDS = ["length:u1 rtype:u1 publisherId:u2 instrumentId:u4 tsEvent:ts"] as const;

/** The fields behind the header, by record. */
export const DBN_FIELDS = {
  /** Order by order. 56 bytes. */
  mbo: ["orderId:u8 price:px size:u4 flags:u1 channelId:u1 action:c1 side:c1 tsRecv:ts tsInDelta:i4", "sequence:u4"],
  /** Trades (rtype `mbp-0`). 48 bytes. */
  trade: ["price:px size:u4 action:c1 side:c1 flags:u1 depth:u1 tsRecv:ts tsInDelta:i4 sequence:u4"],
  /** Best bid and offer with the event that changed it; `tbbo` too. 80 bytes. */
  mbp1: [
    "price:px size:u4 action:c1 side:c1 flags:u1 depth:u1 tsRecv:ts tsInDelta:i4 sequence:u4",
    "bidPx00:px askPx00:px bidSz00:u4 askSz00:u4 bidCt00:u4 askCt00:u4",
  ],
  /** Ten levels with the event that changed them. 368 bytes. */
  mbp10: [
    "price:px size:u4 action:c1 side:c1 flags:u1 depth:u1 tsRecv:ts tsInDelta:i4 sequence:u4",
    "bidPx00:px askPx00:px bidSz00:u4 askSz00:u4 bidCt00:u4 askCt00:u4",
    "bidPx01:px askPx01:px bidSz01:u4 askSz01:u4 bidCt01:u4 askCt01:u4",
    "bidPx02:px askPx02:px bidSz02:u4 askSz02:u4 bidCt02:u4 askCt02:u4",
    "bidPx03:px askPx03:px bidSz03:u4 askSz03:u4 bidCt03:u4 askCt03:u4",
    "bidPx04:px askPx04:px bidSz04:u4 askSz04:u4 bidCt04:u4 askCt04:u4",
    "bidPx05:px askPx05:px bidSz05:u4 askSz05:u4 bidCt05:u4 askCt05:u4",
    "bidPx06:px askPx06:px bidSz06:u4 askSz06:u4 bidCt06:u4 askCt06:u4",
    "bidPx07:px askPx07:px bidSz07:u4 askSz07:u4 bidCt07:u4 askCt07:u4",
    "bidPx08:px askPx08:px bidSz08:u4 askSz08:u4 bidCt08:u4 askCt08:u4",
    "bidPx09:px askPx09:px bidSz09:u4 askSz09:u4 bidCt09:u4 askCt09:u4",
  ],
  /** Best bid and offer once a second or minute. 80 bytes. */
  bbo: [
    "price:px size:u4 _:x1 side:c1 flags:u1 _:x1 tsRecv:ts _:x4 sequence:u4",
    "bidPx00:px askPx00:px bidSz00:u4 askSz00:u4 bidCt00:u4 askCt00:u4",
  ],
  /** Consolidated best bid and offer; `tcbbo` too. 80 bytes. */
  cmbp1: [
    "price:px size:u4 action:c1 side:c1 flags:u1 _:x1 tsRecv:ts tsInDelta:i4 _:x4",
    "bidPx00:px askPx00:px bidSz00:u4 askSz00:u4 bidPb00:u2 _:x2 askPb00:u2 _:x2",
  ],
  /** Consolidated best bid and offer once a second or minute. 80 bytes. */
  cbbo: [
    "price:px size:u4 _:x1 side:c1 flags:u1 _:x1 tsRecv:ts _:x8",
    "bidPx00:px askPx00:px bidSz00:u4 askSz00:u4 bidPb00:u2 _:x2 askPb00:u2 _:x2",
  ],
  /** Bars of a second, minute, hour or day. 56 bytes. */
  ohlcv: ["open:px high:px low:px close:px volume:u8"],
  /** Trading status. 40 bytes. */
  status: ["tsRecv:ts action:u2 reason:u2 tradingEvent:u2 isTrading:c1 isQuoting:c1 isShortSellRestricted:c1 _:x7"],
  /** Auction imbalance. 112 bytes. */
  imbalance: [
    "tsRecv:ts refPrice:px auctionTime:ts contBookClrPrice:px auctInterestClrPrice:px ssrFillingPrice:px",
    "indMatchPrice:px upperCollar:px lowerCollar:px pairedQty:u4 totalImbalanceQty:u4",
    "marketImbalanceQty:u4 unpairedQty:u4 auctionType:c1 side:c1 auctionStatus:u1 freezeStatus:u1",
    "numExtensions:u1 unpairedSide:c1 significantImbalance:c1 _:x1",
  ],
  /** Instrument definition, version 1. 360 bytes. */
  definitionV1: [
    "tsRecv:ts minPriceIncrement:px displayFactor:px expiration:ts activation:ts highLimitPrice:px",
    "lowLimitPrice:px maxPriceVariation:px tradingReferencePrice:px unitOfMeasureQty:px",
    "minPriceIncrementAmount:px priceRatio:px instAttribValue:i4 underlyingId:u4 rawInstrumentId:u4",
    "marketDepthImplied:i4 marketDepth:i4 marketSegmentId:u4 maxTradeVol:u4 minLotSize:i4",
    "minLotSizeBlock:i4 minLotSizeRoundLot:i4 minTradeVol:u4 _:x4 contractMultiplier:i4 decayQuantity:i4",
    "originalContractSize:i4 _:x4 tradingReferenceDate:u2 applId:i2 maturityYear:u2 decayStartDate:u2",
    "channelId:u2 currency:s4 settlCurrency:s4 secsubtype:s6 rawSymbol:s22 group:s21 exchange:s5 asset:s7",
    "cfi:s7 securityType:s7 unitOfMeasure:s31 underlying:s21 strikePriceCurrency:s4 instrumentClass:c1",
    "_:x2 strikePrice:px _:x6 matchAlgorithm:c1 mdSecurityTradingStatus:u1 mainFraction:u1",
    "priceDisplayFormat:u1 settlPriceType:u1 subFraction:u1 underlyingProduct:u1 securityUpdateAction:c1",
    "maturityMonth:u1 maturityDay:u1 maturityWeek:u1 userDefinedInstrument:c1 contractMultiplierUnit:i1",
    "flowScheduleType:i1 tickRule:u1 _:x3",
  ],
  /** Instrument definition, version 2. 400 bytes. */
  definitionV2: [
    "tsRecv:ts minPriceIncrement:px displayFactor:px expiration:ts activation:ts highLimitPrice:px",
    "lowLimitPrice:px maxPriceVariation:px tradingReferencePrice:px unitOfMeasureQty:px",
    "minPriceIncrementAmount:px priceRatio:px strikePrice:px instAttribValue:i4 underlyingId:u4",
    "rawInstrumentId:u4 marketDepthImplied:i4 marketDepth:i4 marketSegmentId:u4 maxTradeVol:u4",
    "minLotSize:i4 minLotSizeBlock:i4 minLotSizeRoundLot:i4 minTradeVol:u4 contractMultiplier:i4",
    "decayQuantity:i4 originalContractSize:i4 tradingReferenceDate:u2 applId:i2 maturityYear:u2",
    "decayStartDate:u2 channelId:u2 currency:s4 settlCurrency:s4 secsubtype:s6 rawSymbol:s71 group:s21",
    "exchange:s5 asset:s7 cfi:s7 securityType:s7 unitOfMeasure:s31 underlying:s21 strikePriceCurrency:s4",
    "instrumentClass:c1 matchAlgorithm:c1 mdSecurityTradingStatus:u1 mainFraction:u1 priceDisplayFormat:u1",
    "settlPriceType:u1 subFraction:u1 underlyingProduct:u1 securityUpdateAction:c1 maturityMonth:u1",
    "maturityDay:u1 maturityWeek:u1 userDefinedInstrument:c1 contractMultiplierUnit:i1 flowScheduleType:i1",
    "tickRule:u1 _:x10",
  ],
  /** Instrument definition, version 3. 520 bytes. */
  definitionV3: [
    "tsRecv:ts minPriceIncrement:px displayFactor:px expiration:ts activation:ts highLimitPrice:px",
    "lowLimitPrice:px maxPriceVariation:px unitOfMeasureQty:px minPriceIncrementAmount:px priceRatio:px",
    "strikePrice:px rawInstrumentId:u8 legPrice:px legDelta:px instAttribValue:i4 underlyingId:u4",
    "marketDepthImplied:i4 marketDepth:i4 marketSegmentId:u4 maxTradeVol:u4 minLotSize:i4",
    "minLotSizeBlock:i4 minLotSizeRoundLot:i4 minTradeVol:u4 contractMultiplier:i4 decayQuantity:i4",
    "originalContractSize:i4 legInstrumentId:u4 legRatioPriceNumerator:i4 legRatioPriceDenominator:i4",
    "legRatioQtyNumerator:i4 legRatioQtyDenominator:i4 legUnderlyingId:u4 applId:i2 maturityYear:u2",
    "decayStartDate:u2 channelId:u2 legCount:u2 legIndex:u2 currency:s4 settlCurrency:s4 secsubtype:s6",
    "rawSymbol:s71 group:s21 exchange:s5 asset:s11 cfi:s7 securityType:s7 unitOfMeasure:s31 underlying:s21",
    "strikePriceCurrency:s4 legRawSymbol:s71 instrumentClass:c1 matchAlgorithm:c1 mainFraction:u1",
    "priceDisplayFormat:u1 subFraction:u1 underlyingProduct:u1 securityUpdateAction:c1 maturityMonth:u1",
    "maturityDay:u1 maturityWeek:u1 userDefinedInstrument:c1 contractMultiplierUnit:i1 flowScheduleType:i1",
    "tickRule:u1 legInstrumentClass:c1 legSide:c1 _:x17",
  ],
  /** Venue's statistics, versions 1 and 2. 64 bytes. */
  statisticsV1: [
    "tsRecv:ts tsRef:ts price:px quantity:i4 sequence:u4 tsInDelta:i4 statType:u2 channelId:u2",
    "updateAction:u1 statFlags:u1 _:x6",
  ],
  /** Venue's statistics, version 3. 80 bytes. */
  statisticsV3: [
    "tsRecv:ts tsRef:ts price:px quantity:i8 sequence:u4 tsInDelta:i4 statType:u2 channelId:u2",
    "updateAction:u1 statFlags:u1 _:x18",
  ],
  /** Error of the gateway, version 1. 80 bytes. */
  errorV1: ["err:s64"],
  /** Error of the gateway, from version 2. 320 bytes. */
  errorV2: ["err:s302 code:u1 isLast:u1"],
  /** Symbol of an instrument id, version 1. 80 bytes. */
  symbolMappingV1: ["stypeInSymbol:s22 stypeOutSymbol:s22 _:x4 startTs:ts endTs:ts"],
  /** Symbol of an instrument id, from version 2. 176 bytes. */
  symbolMappingV2: ["stypeIn:u1 stypeInSymbol:s71 stypeOut:u1 stypeOutSymbol:s71 startTs:ts endTs:ts"],
  /** Word of the gateway, version 1. 80 bytes. */
  systemV1: ["msg:s64"],
  /** Word of the gateway, from version 2. 320 bytes. */
  systemV2: ["msg:s303 code:u1"],
} as const;
