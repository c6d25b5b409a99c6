/** The gateway: its codec beside libraries that take the same message, commands in, and updates out beside a bare server. */
import { MessagePackReader, MessagePackWriter, writeBook } from "@hotpath/gateway/protocol";
import { Encoder } from "@msgpack/msgpack";
import { Packr } from "msgpackr";
import { commandRows } from "./gateway/command-rows.ts";
import { crowdRows } from "./gateway/crowd-rows.ts";
import { fanOutRows } from "./gateway/fan-out-rows.ts";
import { type BenchRow, nsPerOperation, type Suite } from "./harness.ts";

const LEVELS = 10;
const BATCH = 1000;
const MICROS = 1_764_150_000_123_456;

const suite: Suite = {
  name: "gateway",
  async run(): Promise<BenchRow[]> {
    const writer = new MessagePackWriter();
    const reader = new MessagePackReader();
    const bids = new Float64Array(2 * LEVELS);
    const asks = new Float64Array(2 * LEVELS);
    for (let i = 0; i < LEVELS; i++) {
      bids.set([1_000_500 - i, 100 * (i + 3)], 2 * i);
      asks.set([1_000_510 + i, 70_000 * (i + 1)], 2 * i);
    }
    let next = 0;
    const write = (): void => {
      next = (next + 1) % 1_000_000;
      bids[1] = next % 5000;
      writer.clear();
      writeBook(writer, 3, next, next, MICROS + next, 5, 2, true, bids, 2 * LEVELS, asks, 2 * LEVELS);
    };
    const object = (): object => {
      next = (next + 1) % 1_000_000;
      return {
        type: "book",
        subscription: 3,
        number: next,
        sequence: next,
        time: MICROS + next,
        instrument: 2,
        snapshot: true,
        bids: list(bids, next % 5000),
        asks: list(asks, 70_000),
      };
    };
    const encoder = new Encoder();
    const packr = new Packr({ useRecords: true });
    const ours = await nsPerOperation(BATCH, () => {
      for (let i = 0; i < BATCH; i++) write();
      return writer.length;
    });
    const peers = {
      "@msgpack/msgpack": await nsPerOperation(BATCH, () => {
        let sum = 0;
        for (let i = 0; i < BATCH; i++) sum += encoder.encodeSharedRef(object()).length;
        return sum;
      }),
      "msgpackr records": await nsPerOperation(BATCH, () => {
        let sum = 0;
        for (let i = 0; i < BATCH; i++) sum += packr.pack(object()).length;
        return sum;
      }),
    };
    const frame = writer.written().slice();
    const read = await nsPerOperation(BATCH, () => {
      let sum = 0;
      for (let i = 0; i < BATCH; i++) sum += reader.read(frame).length;
      return sum;
    });
    return [
      {
        what: "book of 10 × 10 levels into MessagePack",
        ours,
        unit: "ns",
        better: "lower",
        goal: 250,
        peers,
        note: `${frame.length} bytes; peers are handed the message as an object, made anew each time`,
      },
      { what: "the same read, by @msgpack/msgpack with our bounds", ours: read, unit: "ns", better: "lower" },
      ...(await commandRows()),
      ...(await fanOutRows()),
      ...(await crowdRows()),
    ];
  },
};

export default suite;

function list(column: Float64Array, second: number): number[] {
  const values = Array.from(column);
  values[1] = second;
  return values;
}
