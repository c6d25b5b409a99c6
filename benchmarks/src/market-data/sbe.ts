/**
 * Simple Binary Encoding: messages of Binance's streams read by code that was generated for their schema, beside the
 * interpreter, which knows the schema when it runs. Everything is checked and every number is read.
 */
import { Random } from "@hotpath/core";
import { BINANCE_STREAM_SCHEMA, binanceStream, SbeReader, SbeWrap, sbeField } from "@hotpath/market-data/sbe";
import { type BenchRow, nsPerOperation } from "../harness.ts";

const MESSAGES = 1000;
const LEVELS = 17;

/** The rows of the suite. Sums stay below 2^53, so that both ways must give the same. */
export async function sbeRows(): Promise<BenchRow[]> {
  const random = new Random(11);
  return [
    await quotes(Array.from({ length: MESSAGES }, () => quote(random))),
    await depths(Array.from({ length: MESSAGES }, () => depth(random))),
  ];
}

function quote(random: Random): Uint8Array {
  const encoder = new binanceStream.BestBidAskStreamEventEncoder();
  encoder
    .begin()
    .eventTime(1.7e9)
    .bookUpdateId(random.integer(2 ** 31))
    .priceExponent(-8)
    .qtyExponent(-8);
  encoder.bidPrice(6e9).bidQty(random.integer(1e9)).askPrice(6.1e9).askQty(random.integer(1e9));
  return encoder.symbol("BTCUSDT").finish().slice();
}

function depth(random: Random): Uint8Array {
  const encoder = new binanceStream.DepthDiffStreamEventEncoder();
  encoder
    .begin()
    .eventTime(1.7e9)
    .firstBookUpdateId(random.integer(2 ** 31))
    .lastBookUpdateId(2 ** 32);
  for (const side of ["bids", "asks"] as const)
    for (let i = 0, group = encoder[side](LEVELS); i < LEVELS; i++)
      group
        .next()
        .price(6e9 + i)
        .qty(random.integer(1e9));
  return encoder.symbol("BTCUSDT").finish().slice();
}

async function quotes(messages: readonly Uint8Array[]): Promise<BenchRow> {
  const decoder = new binanceStream.BestBidAskStreamEventDecoder();
  const views = messages.map((bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const generated = () => {
    let sum = 0;
    for (let i = 0; i < messages.length; i++) {
      if (decoder.wrap(messages[i]!, 0, views[i]) !== SbeWrap.Message) throw new Error("a message was refused");
      sum += decoder.eventTime + decoder.bookUpdateId + decoder.priceExponent + decoder.qtyExponent;
      sum += decoder.bidPrice + decoder.bidQty + decoder.askPrice + decoder.askQty + decoder.symbolLength;
    }
    return sum;
  };
  const { block: message, fields } = fieldsOf("BestBidAskStreamEvent");
  const reader = new SbeReader(BINANCE_STREAM_SCHEMA);
  const interpreted = () => {
    let sum = 0;
    for (let i = 0; i < messages.length; i++) {
      if (reader.wrap(messages[i]!, 0, views[i]) !== SbeWrap.Message) throw new Error("a message was refused");
      const { block } = reader;
      for (let f = 0; f < fields.length; f++) sum += block.number(fields[f]!);
      sum += block.dataLength(0);
    }
    return sum;
  };
  return row(`SBE, ${message.name}`, messages.length, generated, interpreted);
}

async function depths(messages: readonly Uint8Array[]): Promise<BenchRow> {
  const decoder = new binanceStream.DepthDiffStreamEventDecoder();
  const views = messages.map((bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const generated = () => {
    let sum = 0;
    for (let i = 0; i < messages.length; i++) {
      if (decoder.wrap(messages[i]!, 0, views[i]) !== SbeWrap.Message) throw new Error("a message was refused");
      sum += decoder.eventTime + decoder.firstBookUpdateId + decoder.lastBookUpdateId;
      const bids = decoder.bids();
      while (bids.next()) sum += bids.price + bids.qty;
      const asks = decoder.asks();
      while (asks.next()) sum += asks.price + asks.qty;
      sum += decoder.symbolLength;
    }
    return sum;
  };
  const { block: message, fields } = fieldsOf("DepthDiffStreamEvent");
  const [price, size] = [sbeField(message.groups[0]!, "price"), sbeField(message.groups[0]!, "qty")];
  const reader = new SbeReader(BINANCE_STREAM_SCHEMA);
  const interpreted = () => {
    let sum = 0;
    for (let i = 0; i < messages.length; i++) {
      if (reader.wrap(messages[i]!, 0, views[i]) !== SbeWrap.Message) throw new Error("a message was refused");
      const { block } = reader;
      for (let f = 0; f < 3; f++) sum += block.number(fields[f]!);
      for (let side = 0; side < 2; side++) {
        const group = block.group(side);
        while (group.next()) sum += group.entry.number(price) + group.entry.number(size);
      }
      sum += block.dataLength(0);
    }
    return sum;
  };
  return row(`SBE, ${message.name} of ${2 * LEVELS} levels`, messages.length, generated, interpreted);
}

function fieldsOf(name: string) {
  const block = BINANCE_STREAM_SCHEMA.messages.find((message) => message.name === name)!;
  return { block, fields: block.fields.map((field) => sbeField(block, field.name)) };
}

async function row(what: string, count: number, generated: () => number, interpreted: () => number): Promise<BenchRow> {
  if (generated() !== interpreted()) throw new Error("generated code and the interpreter differ");
  const ours = await nsPerOperation(count, generated);
  const peer = await nsPerOperation(count, interpreted);
  const millions = (ns: number) => Math.round(100_000 / ns) / 100;
  return {
    what: `${what}, by generated code`,
    ours: millions(ours),
    unit: "million messages/s",
    better: "higher",
    peers: { "the interpreter of the same schema": millions(peer) },
  };
}
