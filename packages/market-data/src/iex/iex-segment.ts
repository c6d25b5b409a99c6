import { InputError } from "@hotpath/core";

/** Bytes of the header of an outbound segment (IEX Transport Specification 1.25, section 3). */
export const IEX_SEGMENT_HEADER = 40;
/** Message protocols of the feeds that are understood. */
export const IexProtocol = { Tops: 0x8003, Deep: 0x8004 } as const;
/** A value of {@link IexProtocol}. */
export type IexProtocol = (typeof IexProtocol)[keyof typeof IexProtocol];

/** What a segment's header says, beside what its messages tell by themselves. */
export interface IexSegment {
  protocol: number;
  channel: number;
  session: number;
  /** Bytes of messages of the session before this segment. */
  streamOffset: bigint;
  /** Number of the first message in it. */
  firstSequence: bigint;
  /** Nanoseconds since the Unix epoch. */
  sendTime: bigint;
}

/** An outbound segment as bytes: the payload of a datagram. @throws {InputError} more than fits one */
export function encodeIexSegment(segment: IexSegment, messages: readonly Uint8Array[]): Uint8Array {
  const payload = messages.reduce((sum, message) => sum + 2 + message.length, 0);
  if (payload > 65_000) throw new InputError("INPUT_OUT_OF_RANGE", `${payload} bytes are too many for a segment`);
  const bytes = new Uint8Array(IEX_SEGMENT_HEADER + payload);
  const view = new DataView(bytes.buffer);
  bytes[0] = 1;
  view.setUint16(2, segment.protocol, true);
  view.setUint32(4, segment.channel, true);
  view.setUint32(8, segment.session, true);
  view.setUint16(12, payload, true);
  view.setUint16(14, messages.length, true);
  view.setBigInt64(16, segment.streamOffset, true);
  view.setBigInt64(24, segment.firstSequence, true);
  view.setBigInt64(32, segment.sendTime, true);
  let at = IEX_SEGMENT_HEADER;
  for (const message of messages) {
    view.setUint16(at, message.length, true);
    bytes.set(message, at + 2);
    at += 2 + message.length;
  }
  return bytes;
}
