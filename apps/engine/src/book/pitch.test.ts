import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { newYorkMidnight } from "@hotpath/market-data/itch50";
import { PcapWriter } from "@hotpath/market-data/pcap";
import { encodePitchMessage, encodePitchUnit, type PitchMessage } from "@hotpath/market-data/pitch";
import { Cli } from "../testing/cli.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

const order = (id: number, side: string, price: number) =>
  ({
    name: "addOrderShort",
    timeOffset: id,
    orderId: BigInt(id),
    side,
    quantity: 100,
    symbol: "ABC",
    price,
    flags: 1,
  }) as PitchMessage;
const MESSAGES: PitchMessage[][] = [
  [{ name: "time", time: 34_200 } as PitchMessage, order(1, "B", 1000)],
  [order(2, "S", 1010)],
  [{ name: "deleteOrder", timeOffset: 3, orderId: 1n } as PitchMessage],
];
let sequence = 1;
const UNITS = MESSAGES.map((messages) => {
  const unit = encodePitchUnit(1, sequence, messages.map(encodePitchMessage));
  sequence += messages.length;
  return unit;
});
const ROWS = (day: string, hour: string) => [
  "time,symbol,bid_price_1,bid_size_1,ask_price_1,ask_size_1",
  `${day}T${hour}:30:00.000000001Z,ABC,10.0000,100,,`,
  `${day}T${hour}:30:00.000000002Z,ABC,10.0000,100,10.1000,100`,
  `${day}T${hour}:30:00.000000003Z,ABC,,,10.1000,100`,
];

describe("hotpath book of PITCH", () => {
  test("reads a capture, at the day of its packets", async () => {
    const writer = new PcapWriter();
    const start = BigInt(newYorkMidnight("2024-07-01")) * 1000n + 34_200_000_000_000n;
    // The lines A and B carry the same, and one of them came late.
    for (const i of [0, 1, 0, 2, 1, 2]) writer.datagram(start, UNITS[i]!);
    await Bun.write(cli.path("cboe.pcap"), Bun.gzipSync(Uint8Array.from(writer.take())));
    const { code, stdout, stderr } = await cli.run(["book", "cboe.pcap", "--format", "pitch", "--depth", "1"]);
    expect([code, stderr, stdout.trimEnd().split("\n")]).toEqual([0, "", ROWS("2024-07-01", "13")]);
  });

  test("reads units one after the other", async () => {
    await Bun.write(cli.path("day.pitch"), Buffer.concat(UNITS));
    const dated = await cli.run(["book", "day.pitch", "--date", "2024-01-02", "--depth", "1"]);
    expect([dated.stderr, dated.stdout.trimEnd().split("\n")]).toEqual(["", ROWS("2024-01-02", "14")]);
    const { stdout, stderr } = await cli.run(["book", "day.pitch", "--depth", "1"]);
    expect(stdout.trimEnd().split("\n")).toEqual(ROWS("1970-01-01", "09"));
    expect(stderr).toContain("the day is not known");
    const gap = await cli.run(["convert", "day.pitch", "gap.json", "--strict"]);
    expect(gap.code).toBe(0);
    await Bun.write(cli.path("gap.pitch"), Buffer.concat([UNITS[0]!, UNITS[2]!]));
    expect((await cli.run(["book", "gap.pitch"])).stderr).toContain("1 messages missing in 1 gaps");
  });
});
