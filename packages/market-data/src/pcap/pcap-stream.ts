import { FramedStream } from "../internal/framed-stream.ts";
import { RejectLog } from "../reject-log.ts";
import { findUdp, UdpPlace } from "./udp-place.ts";

/** Why something in a capture was not taken. A decoder adds its own reasons behind these. */
export const PCAP_REJECTS = [
  /** The file ended within a block or packet. */
  "truncated",
  /** The bytes are neither pcap nor pcap-ng; nothing of them is read. */
  "notCapture",
  /** A length that cannot be true: nothing behind it can be found. */
  "badBlock",
  /** A packet of which the capture holds only a part, or a fragment of one. */
  "cutPacket",
] as const;
/** A reason of {@link PCAP_REJECTS}. */
export type PcapReject = (typeof PCAP_REJECTS)[number];

const [TRUNCATED, NOT_CAPTURE, BAD_BLOCK, CUT_PACKET] = [0, 1, 2, 3] as const;
/** What {@link PcapStream.datagram} answers where the datagram was taken. */
export const DATAGRAM_TAKEN = -1;
/** What {@link PcapStream.datagram} answers where there is no room for it now. */
export const DATAGRAM_FULL = -2;

/** A block longer than this is no block. */
const MAX_BLOCK = 1 << 24;
const FILE_HEADER = 24;
const PACKET_HEADER = 16;
const [SECTION, INTERFACE, SIMPLE_PACKET, ENHANCED_PACKET] = [0x0a0d0d0a, 1, 3, 6] as const;
/** What is being read. */
const Mode = { Start: 0, Pcap: 1, Pcapng: 2, Lost: 3 } as const;

/**
 * The datagrams of a capture, pcap or pcap-ng, of either byte order, with micro- or nanoseconds: Ethernet (with VLAN tags),
 * Linux cooked captures, raw IP; IPv4 and IPv6. Whatever is not UDP is passed over. Subclasses read the datagrams.
 */
export abstract class PcapStream<Out, Reject extends string> extends FramedStream<Out> {
  override readonly rejects: RejectLog<Reject | PcapReject>;
  /** Packets that are no UDP. */
  otherPackets = 0;
  /** When the datagram in hand was captured: microseconds since the Unix epoch, NaN where that is not told. */
  protected captureMicros: number = Number.NaN;
  /** The nanoseconds within. */
  protected captureNanos = 0;
  readonly #place: UdpPlace = new UdpPlace();
  #mode: number = Mode.Start;
  #littleEndian = true;
  #link = 0;
  /** Nanoseconds of a unit of pcap's fraction. */
  #unitNanos = 1000;
  /** Of pcap-ng: link type and units in a second of each interface. */
  #interfaces: { link: number; perSecond: number }[] = [];

  constructor(rejects: readonly Reject[]) {
    super(4096);
    this.rejects = new RejectLog<Reject | PcapReject>([...PCAP_REJECTS, ...rejects]);
  }

  /**
   * Reads a datagram.
   *
   * @returns {@link DATAGRAM_TAKEN}, {@link DATAGRAM_FULL}, or the number of a reason
   */
  protected abstract datagram(
    bytes: Uint8Array,
    view: DataView,
    at: number,
    length: number,
    offset: number,
    out: Out,
  ): number;

  protected override cut(offset: number): void {
    this.rejects.add(this.#mode === Mode.Start ? NOT_CAPTURE : TRUNCATED, offset);
  }

  protected override begin(): void {
    this.#mode = Mode.Start;
    this.#interfaces = [];
  }

  protected override step(
    bytes: Uint8Array,
    view: DataView,
    at: number,
    available: number,
    offset: number,
    out: Out,
  ): number {
    switch (this.#mode) {
      case Mode.Start:
        return this.#start(view, at, available, offset);
      case Mode.Pcap:
        return this.#packet(bytes, view, at, available, offset, out);
      case Mode.Pcapng:
        return this.#block(bytes, view, at, available, offset, out);
      default:
        return available;
    }
  }

  #start(view: DataView, at: number, available: number, offset: number): number {
    if (available < 4) return -4;
    const magic = view.getUint32(at, true);
    if (magic === SECTION) {
      this.#mode = Mode.Pcapng;
      return this.#section(view, at, available, offset);
    }
    const isLittle = magic === 0xa1b2c3d4 || magic === 0xa1b23c4d;
    const isBig = magic === 0xd4c3b2a1 || magic === 0x4d3cb2a1;
    if (!isLittle && !isBig) return this.#lose(NOT_CAPTURE, available, offset);
    if (available < FILE_HEADER) return -FILE_HEADER;
    this.#mode = Mode.Pcap;
    this.#littleEndian = isLittle;
    this.#unitNanos = magic === 0xa1b23c4d || magic === 0x4d3cb2a1 ? 1 : 1000;
    this.#link = view.getUint32(at + 20, isLittle) & 0xffff;
    return FILE_HEADER;
  }

  #packet(bytes: Uint8Array, view: DataView, at: number, available: number, offset: number, out: Out): number {
    if (available < PACKET_HEADER) return -PACKET_HEADER;
    const little = this.#littleEndian;
    const captured = view.getUint32(at + 8, little);
    if (captured > MAX_BLOCK) return this.#lose(BAD_BLOCK, available, offset);
    if (available < PACKET_HEADER + captured) return -(PACKET_HEADER + captured);
    const nanos = view.getUint32(at + 4, little) * this.#unitNanos;
    this.captureMicros = view.getUint32(at, little) * 1e6 + Math.floor(nanos / 1000);
    this.captureNanos = nanos % 1000;
    const taken = this.#take(bytes, view, at + PACKET_HEADER, captured, this.#link, offset, out);
    return taken ? PACKET_HEADER + captured : 0;
  }

  #block(bytes: Uint8Array, view: DataView, at: number, available: number, offset: number, out: Out): number {
    if (available < 12) return -12;
    if (view.getUint32(at, true) === SECTION) return this.#section(view, at, available, offset);
    const little = this.#littleEndian;
    const type = view.getUint32(at, little);
    const length = view.getUint32(at + 4, little);
    if (length < 12 || length % 4 !== 0 || length > MAX_BLOCK) return this.#lose(BAD_BLOCK, available, offset);
    if (available < length) return -length;
    if (type === INTERFACE && length >= 20) this.#interfaces.push(interfaceOf(view, at, length, little));
    else if (type === ENHANCED_PACKET && length >= 32) return this.#enhanced(bytes, view, at, length, offset, out);
    else if (type === SIMPLE_PACKET && length >= 16) {
      const captured = Math.min(view.getUint32(at + 8, little), length - 16);
      this.captureMicros = Number.NaN;
      this.captureNanos = 0;
      const link = this.#interfaces[0]?.link ?? -1;
      if (!this.#take(bytes, view, at + 12, captured, link, offset, out)) return 0;
    }
    return length;
  }

  #enhanced(bytes: Uint8Array, view: DataView, at: number, length: number, offset: number, out: Out): number {
    const little = this.#littleEndian;
    const captured = view.getUint32(at + 20, little);
    const from = this.#interfaces[view.getUint32(at + 8, little)];
    if (from === undefined || captured > length - 32) {
      this.rejects.add(BAD_BLOCK, offset);
      return length;
    }
    this.#readTime(view.getUint32(at + 12, little), view.getUint32(at + 16, little), from.perSecond);
    return this.#take(bytes, view, at + 28, captured, from.link, offset, out) ? length : 0;
  }

  /** A section begins: its byte order, and no interface yet. */
  #section(view: DataView, at: number, available: number, offset: number): number {
    if (available < 12) return -12;
    const order = view.getUint32(at + 8, true);
    if (order !== 0x1a2b3c4d && order !== 0x4d3c2b1a) return this.#lose(NOT_CAPTURE, available, offset);
    this.#littleEndian = order === 0x1a2b3c4d;
    const length = view.getUint32(at + 4, this.#littleEndian);
    if (length < 28 || length % 4 !== 0 || length > MAX_BLOCK) return this.#lose(BAD_BLOCK, available, offset);
    if (available < length) return -length;
    this.#interfaces = [];
    return length;
  }

  #readTime(high: number, low: number, perSecond: number): void {
    const ticks = high * 4294967296 + low;
    // Nanoseconds since the epoch are beyond 2^53: seconds come off first, exactly, by the words.
    const seconds = Number(((BigInt(high) << 32n) | BigInt(low)) / BigInt(perSecond));
    const rest = Number(((BigInt(high) << 32n) | BigInt(low)) % BigInt(perSecond));
    const nanos = Math.floor((rest * 1e9) / perSecond);
    this.captureMicros = ticks === 0 ? Number.NaN : seconds * 1e6 + Math.floor(nanos / 1000);
    this.captureNanos = nanos % 1000;
  }

  /** @returns false where `out` is full */
  #take(
    bytes: Uint8Array,
    view: DataView,
    at: number,
    length: number,
    link: number,
    offset: number,
    out: Out,
  ): boolean {
    const place = this.#place;
    const found = findUdp(bytes, view, at, length, link, place);
    if (found === 0) this.otherPackets++;
    else if (found < 0) this.rejects.add(CUT_PACKET, offset);
    else {
      const result = this.datagram(bytes, view, place.start, place.length, offset, out);
      if (result === DATAGRAM_FULL) return false;
      if (result >= 0) this.rejects.add(result, offset);
    }
    return true;
  }

  #lose(reason: number, available: number, offset: number): number {
    this.rejects.add(reason, offset);
    this.#mode = Mode.Lost;
    return available;
  }
}

/** Link type and units of time of an interface description (pcap-ng, section 4.2; option 9 is if_tsresol). */
function interfaceOf(view: DataView, at: number, length: number, little: boolean): { link: number; perSecond: number } {
  let perSecond = 1e6;
  for (let option = at + 16; option + 4 <= at + length - 4; ) {
    const code = view.getUint16(option, little);
    const size = view.getUint16(option + 2, little);
    if (code === 0) break;
    if (code === 9 && size === 1 && option + 5 <= at + length) {
      const value = view.getUint8(option + 4);
      const exponent = value & 0x7f;
      // More than nanoseconds would not be exact here.
      const isSane = (value & 0x80) === 0 ? exponent <= 9 : exponent <= 30;
      if (isSane) perSecond = (value & 0x80) === 0 ? Number(`1e${exponent}`) : 2 ** exponent;
    }
    option += 4 + Math.ceil(size / 4) * 4;
  }
  return { link: view.getUint16(at + 8, little), perSecond };
}
