/**
 * Writes datagrams as a capture: pcap with nanoseconds, Ethernet, IPv4 and UDP around each.
 *
 * @example
 * const writer = new PcapWriter();
 * writer.datagram(1_700_000_000n * 1_000_000_000n, segment);
 * const file = writer.take();
 */
export class PcapWriter {
  #parts: Uint8Array[] = [fileHeader()];

  /** Appends a datagram captured at a time (nanoseconds since the Unix epoch). */
  datagram(time: bigint, payload: Uint8Array, port = 10_378): void {
    const packet = new Uint8Array(16 + 14 + 20 + 8 + payload.length);
    const view = new DataView(packet.buffer);
    const captured = packet.length - 16;
    view.setUint32(0, Number(time / 1_000_000_000n), true);
    view.setUint32(4, Number(time % 1_000_000_000n), true);
    view.setUint32(8, captured, true);
    view.setUint32(12, captured, true);
    packet.set([1, 0, 0x5e, 0, 0, 1, 2, 0, 0, 0, 0, 1, 8, 0], 16);
    packet[30] = 0x45;
    view.setUint16(32, 28 + payload.length, false);
    packet[38] = 64;
    packet[39] = 17;
    packet.set([10, 0, 0, 1, 233, 215, 21, 4], 42);
    view.setUint16(40, checksum(view, 30, 20), false);
    view.setUint16(50, port, false);
    view.setUint16(52, port, false);
    view.setUint16(54, 8 + payload.length, false);
    packet.set(payload, 58);
    this.#parts.push(packet);
  }

  /** Everything written since the last call; the first has the header of the file. */
  take(): Uint8Array {
    const length = this.#parts.reduce((sum, part) => sum + part.length, 0);
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    this.#parts = [];
    return bytes;
  }
}

function fileHeader(): Uint8Array {
  const view = new DataView(new ArrayBuffer(24));
  view.setUint32(0, 0xa1b23c4d, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, 262_144, true);
  view.setUint32(20, 1, true);
  return new Uint8Array(view.buffer);
}

/** The checksum of an IPv4 header whose own checksum is 0 (RFC 1071). */
function checksum(view: DataView, at: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i += 2) sum += view.getUint16(at + i, false);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
