import { describe, expect, test } from "bun:test";
import { DATAGRAM_TAKEN, PcapStream } from "./pcap-stream.ts";
import { PcapWriter } from "./pcap-writer.ts";

interface Out {
  count: number;
}

class Datagrams extends PcapStream<Out, "none"> {
  readonly found: string[] = [];

  constructor() {
    super(["none"]);
  }

  protected override datagram(bytes: Uint8Array, _: DataView, at: number, length: number): number {
    const text = new TextDecoder().decode(bytes.subarray(at, at + length));
    this.found.push(`${text} ${this.captureMicros}.${this.captureNanos}`);
    return DATAGRAM_TAKEN;
  }
}

const SECONDS = 1_700_000_000n;
const UDP = (text: string) => [0, 1, 0, 2, 0, 8 + text.length, 0, 0, ...new TextEncoder().encode(text)];
const IP4 = (payload: number[], more: Partial<{ protocol: number; fragment: number }> = {}) => [
  0x45,
  0,
  0,
  20 + payload.length,
  0,
  0,
  more.fragment ?? 0,
  0,
  64,
  more.protocol ?? 17,
  0,
  0,
  10,
  0,
  0,
  1,
  10,
  0,
  0,
  2,
  ...payload,
];
const IP6 = (payload: number[]) => [0x60, 0, 0, 0, 0, payload.length, 17, 64, ...Array<number>(32).fill(1), ...payload];
const ETHERNET = (type: number[], payload: number[]) => [...Array<number>(12).fill(2), ...type, ...payload];

/** Packets as pcap of any kind. */
function pcap(link: number, packets: number[][], littleEndian: boolean, nanos: boolean): Uint8Array {
  const bytes = new Uint8Array(24 + packets.reduce((sum, packet) => sum + 16 + packet.length, 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, nanos ? 0xa1b23c4d : 0xa1b2c3d4, littleEndian);
  view.setUint32(20, link, littleEndian);
  let at = 24;
  for (const packet of packets) {
    view.setUint32(at, Number(SECONDS), littleEndian);
    view.setUint32(at + 4, nanos ? 123_456_789 : 123_456, littleEndian);
    view.setUint32(at + 8, packet.length, littleEndian);
    view.setUint32(at + 12, packet.length, littleEndian);
    bytes.set(packet, at + 16);
    at += 16 + packet.length;
  }
  return bytes;
}

/** The same as pcap-ng: a section, an interface with nanoseconds, enhanced packets, and a simple one. */
function pcapng(link: number, packets: number[][], littleEndian: boolean): Uint8Array {
  const parts: number[] = [];
  const u32 = (value: number) => {
    const bytes = [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24];
    return littleEndian ? bytes : bytes.reverse();
  };
  const u16 = (value: number) => (littleEndian ? [value & 255, value >> 8] : [value >> 8, value & 255]);
  const block = (type: number, body: number[]) => {
    const padded = [...body, ...Array<number>((4 - (body.length % 4)) % 4).fill(0)];
    const length = u32(12 + padded.length);
    parts.push(...u32(type), ...length, ...padded, ...length);
  };
  block(0x0a0d0d0a, [...u32(0x1a2b3c4d), ...u16(1), ...u16(0), ...Array<number>(8).fill(255)]);
  block(1, [...u16(link), 0, 0, ...u32(65_535), ...u16(9), ...u16(1), 9, 0, 0, 0, 0, 0, 0, 0]);
  block(5, [0, 0, 0, 0]);
  const time = SECONDS * 1_000_000_000n + 123_456_789n;
  for (const packet of packets)
    block(6, [
      ...u32(0),
      ...u32(Number(time >> 32n)),
      ...u32(Number(time & 0xffffffffn)),
      ...u32(packet.length),
      ...u32(packet.length),
      ...packet,
    ]);
  block(3, [...u32(packets[0]!.length), ...packets[0]!]);
  return Uint8Array.from(parts);
}

function read(bytes: Uint8Array, size = bytes.length) {
  const stream = new Datagrams();
  for (let at = 0; at < bytes.length; at += size) stream.decode(bytes.slice(at, at + size), { count: 0 });
  stream.end();
  return stream;
}

describe("captures", () => {
  const packets = [
    ETHERNET([8, 0], IP4(UDP("one"))),
    ETHERNET([0x81, 0, 0, 5, 8, 0], IP4(UDP("tagged"))),
    ETHERNET([0x86, 0xdd], IP6(UDP("six"))),
  ];
  const micros = "1700000000123456";

  for (const littleEndian of [true, false])
    test(`${littleEndian ? "little" : "big"}-endian, pcap and pcap-ng, cut anywhere`, () => {
      for (const size of [1, 7, 100_000]) {
        expect(read(pcap(1, packets, littleEndian, true), size).found).toEqual(
          ["one", "tagged", "six"].map((text) => `${text} ${micros}.789`),
        );
        expect(read(pcap(1, packets, littleEndian, false), size).found).toEqual(
          ["one", "tagged", "six"].map((text) => `${text} ${micros}.0`),
        );
        const stream = read(pcapng(1, packets, littleEndian), size);
        expect(stream.found).toEqual([...["one", "tagged", "six"].map((text) => `${text} ${micros}.789`), "one NaN.0"]);
        expect(stream.rejects.total).toBe(0);
      }
    });

  test("raw IP and cooked captures", () => {
    expect(read(pcap(101, [IP4(UDP("raw"))], true, true)).found).toEqual([`raw ${micros}.789`]);
    expect(read(pcap(113, [[...Array<number>(14).fill(0), 8, 0, ...IP4(UDP("cooked"))]], true, true)).found).toEqual([
      `cooked ${micros}.789`,
    ]);
  });

  test("what is not UDP is passed over; fragments and cut packets are counted", () => {
    const odd = [
      ETHERNET([8, 6], [1, 2, 3]),
      ETHERNET([8, 0], IP4(UDP("tcp"), { protocol: 6 })),
      ETHERNET([8, 0], IP4(UDP("part"), { fragment: 0x20 })),
      ETHERNET([8, 0], IP4(UDP("cut"))).slice(0, -1),
      ETHERNET([8, 0], IP4(UDP("good"))),
    ];
    const stream = read(pcap(1, odd, true, true));
    expect(stream.found).toEqual([`good ${micros}.789`]);
    expect([stream.otherPackets, stream.rejects.count("cutPacket"), stream.rejects.total]).toEqual([2, 2, 2]);
  });

  test("a length that cannot be true ends what can be read", () => {
    const bytes = pcap(1, packets, true, true);
    bytes.fill(255, 24 + 8, 24 + 12);
    const stream = read(bytes);
    expect([stream.found, stream.rejects.counts().badBlock]).toEqual([[], 1]);
    const next = pcapng(1, packets, true);
    next.fill(255, 28 + 4, 28 + 8);
    expect(read(next).rejects.counts().badBlock).toBe(1);
  });

  test("what is written is read", () => {
    const writer = new PcapWriter();
    writer.datagram(SECONDS * 1_000_000_000n + 5n, new TextEncoder().encode("hello"));
    const first = writer.take();
    writer.datagram(SECONDS * 1_000_000_000n + 6n, new TextEncoder().encode("again"));
    const stream = read(Buffer.concat([first, writer.take()]), 5);
    expect(stream.found).toEqual(["hello 1700000000000000.5", "again 1700000000000000.6"]);
  });
});
