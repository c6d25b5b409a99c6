/**
 * Binance's SBE schemas of market data, as facts: the stream schema 1:0 whole (`sbe/schemas/stream_1_0.xml`), and of the
 * spot API's schema 3:1 (`spot_3_1.xml`) the messages of depth, trades and book tickers; both of the repository
 * binance-spot-api-docs. `readSbeSchema` reads those files themselves.
 */
import { resolveSbeSchema, type XmlElement } from "../sbe-resolve.ts";
import type { SbeSchema } from "../sbe-schema.ts";

type Attributes = Readonly<Record<string, string>>;

function element(tag: string, attributes: Attributes, children: readonly XmlElement[] = [], text = ""): XmlElement {
  return { tag, attributes, children, text };
}

/** A composite of `name:primitive`s. */
function composite(name: string, ...members: readonly string[]): XmlElement {
  const children = members.map((member) => {
    const [part = "", primitiveType = ""] = member.split(":");
    return element("type", {
      name: part,
      primitiveType,
      ...(part === "varData" && { length: "0", characterEncoding: "UTF-8" }),
    });
  });
  return element("composite", { name }, children);
}

/** Fields as `name:type`, `name:type?` for optional ones, `name:enum=Value` for constants; numbered in order. */
function fields(text: string): XmlElement[] {
  return text.split(" ").map((part, index) => {
    const [, name = "", type = "", mark, value] = /^(\w+):(\w+)(?:(\?)|=(\w+))?$/.exec(part)!;
    const presence: Attributes = mark === "?" ? { presence: "optional" } : {};
    const constant: Attributes = value === undefined ? {} : { presence: "constant", valueRef: `${type}.${value}` };
    return element("field", { id: String(index + 1), name, type, ...presence, ...constant });
  });
}

function group(name: string, id: string, dimensionType: string, children: readonly XmlElement[]): XmlElement {
  return element("group", { name, id, dimensionType }, children);
}

const SYMBOL = element("data", { id: "200", name: "symbol", type: "varString8" });
const TYPES = element("types", {}, [
  composite("messageHeader", "blockLength:uint16", "templateId:uint16", "schemaId:uint16", "version:uint16"),
  composite("groupSizeEncoding", "blockLength:uint16", "numInGroup:uint32"),
  composite("groupSize16Encoding", "blockLength:uint16", "numInGroup:uint16"),
  composite("varString8", "length:uint8", "varData:uint8"),
  element("type", { name: "mantissa64", primitiveType: "int64" }),
  element("type", { name: "exponent8", primitiveType: "int8" }),
  element("type", { name: "tradeId", primitiveType: "int64" }),
  element("type", { name: "updateId", primitiveType: "int64" }),
  element("type", { name: "utcTimestampUs", primitiveType: "int64" }),
  element("enum", { name: "boolEnum", encodingType: "uint8" }, [
    element("validValue", { name: "False" }, [], "0"),
    element("validValue", { name: "True" }, [], "1"),
  ]),
]);

function message(name: string, id: number, ...children: readonly XmlElement[]): XmlElement {
  return element("message", { name, id: String(id) }, children);
}

function sides(dimensionType: string): XmlElement[] {
  const level = fields("price:mantissa64 qty:mantissa64");
  return [group("bids", "100", dimensionType, level), group("asks", "101", dimensionType, level)];
}

/** Schema 1:0, of the streams: trades, best bid and ask, depth snapshots and differences. */
export const BINANCE_STREAM_SCHEMA: SbeSchema = resolveSbeSchema(
  element("messageSchema", { package: "spot_stream", id: "1", version: "0", byteOrder: "littleEndian" }, [
    TYPES,
    message(
      "TradesStreamEvent",
      10_000,
      ...fields("eventTime:utcTimestampUs transactTime:utcTimestampUs priceExponent:exponent8 qtyExponent:exponent8"),
      group(
        "trades",
        "100",
        "groupSizeEncoding",
        fields("id:tradeId price:mantissa64 qty:mantissa64 isBuyerMaker:boolEnum isBestMatch:boolEnum=True"),
      ),
      SYMBOL,
    ),
    message(
      "BestBidAskStreamEvent",
      10_001,
      ...fields(
        "eventTime:utcTimestampUs bookUpdateId:updateId priceExponent:exponent8 qtyExponent:exponent8 bidPrice:mantissa64 bidQty:mantissa64 askPrice:mantissa64 askQty:mantissa64",
      ),
      SYMBOL,
    ),
    message(
      "DepthSnapshotStreamEvent",
      10_002,
      ...fields("eventTime:utcTimestampUs bookUpdateId:updateId priceExponent:exponent8 qtyExponent:exponent8"),
      ...sides("groupSize16Encoding"),
      SYMBOL,
    ),
    message(
      "DepthDiffStreamEvent",
      10_003,
      ...fields(
        "eventTime:utcTimestampUs firstBookUpdateId:updateId lastBookUpdateId:updateId priceExponent:exponent8 qtyExponent:exponent8",
      ),
      ...sides("groupSize16Encoding"),
      SYMBOL,
    ),
  ]),
);

const TICKER =
  "priceExponent:exponent8 qtyExponent:exponent8 bidPrice:mantissa64? bidQty:mantissa64 askPrice:mantissa64? askQty:mantissa64";

/** Of schema 3:1, of the spot API: the answers about depth, trades and book tickers. */
export const BINANCE_SPOT_SCHEMA: SbeSchema = resolveSbeSchema(
  element("messageSchema", { package: "spot_sbe", id: "3", version: "1", byteOrder: "littleEndian" }, [
    TYPES,
    message(
      "DepthResponse",
      200,
      ...fields("lastUpdateId:updateId priceExponent:exponent8 qtyExponent:exponent8"),
      ...sides("groupSizeEncoding"),
    ),
    message(
      "TradesResponse",
      201,
      ...fields("priceExponent:exponent8 qtyExponent:exponent8"),
      group(
        "trades",
        "100",
        "groupSizeEncoding",
        fields(
          "id:tradeId price:mantissa64 qty:mantissa64 quoteQty:mantissa64 time:utcTimestampUs isBuyerMaker:boolEnum isBestMatch:boolEnum",
        ),
      ),
    ),
    message("BookTickerSymbolResponse", 211, ...fields(TICKER), SYMBOL),
    message("BookTickerResponse", 212, group("tickers", "100", "groupSizeEncoding", [...fields(TICKER), SYMBOL])),
  ]),
);
