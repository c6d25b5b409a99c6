/** Where the payload of a datagram is. */
export class UdpPlace {
  start = 0;
  length = 0;
  destinationPort = 0;
}

const [ETHERNET, RAW_IP, COOKED, COOKED_2, LOOPBACK] = [1, 101, 113, 276, 0] as const;
const [IPV4, IPV6, VLAN, QINQ] = [0x0800, 0x86dd, 0x8100, 0x88a8] as const;
const UDP = 17;

/**
 * Finds the datagram in a captured packet (link types of tcpdump.org; RFC 791, 8200, 768).
 *
 * @returns 1 where there is one, 0 where the packet is something else, −1 where it is cut or a fragment
 */
export function findUdp(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  length: number,
  link: number,
  place: UdpPlace,
): number {
  const end = at + length;
  const ip = ipStart(view, at, end, link);
  if (ip < 0 || ip + 1 > end) return ip === NOT_IP ? 0 : -1;
  const version = bytes[ip]! >> 4;
  if (version === 4) return fromIpv4(bytes, view, ip, end, place);
  return version === 6 ? fromIpv6(bytes, view, ip, end, place) : 0;
}

const NOT_IP = -1;
const IS_CUT = -2;

function ipStart(view: DataView, at: number, end: number, link: number): number {
  if (link === RAW_IP || link === 228 || link === 229) return at;
  if (link === LOOPBACK) return at + 4;
  let type = at + 12;
  let next = at + 14;
  if (link === COOKED) {
    type = at + 14;
    next = at + 16;
  } else if (link === COOKED_2) {
    type = at;
    next = at + 20;
  } else if (link !== ETHERNET) return NOT_IP;
  if (next > end) return IS_CUT;
  let found = view.getUint16(type, false);
  for (let tags = 0; tags < 4 && (found === VLAN || found === QINQ); tags++) {
    if (next + 4 > end) return IS_CUT;
    found = view.getUint16(next + 2, false);
    next += 4;
  }
  return found === IPV4 || found === IPV6 ? next : NOT_IP;
}

function fromIpv4(bytes: Uint8Array, view: DataView, ip: number, end: number, place: UdpPlace): number {
  const header = (bytes[ip]! & 15) * 4;
  if (ip + 20 > end || header < 20) return -1;
  if (bytes[ip + 9] !== UDP) return 0;
  // More fragments, or a place other than the first.
  if ((view.getUint16(ip + 6, false) & 0x3fff) !== 0) return -1;
  return fromUdp(view, ip + header, end, place);
}

function fromIpv6(bytes: Uint8Array, view: DataView, ip: number, end: number, place: UdpPlace): number {
  if (ip + 40 > end) return -1;
  return bytes[ip + 6] === UDP ? fromUdp(view, ip + 40, end, place) : 0;
}

function fromUdp(view: DataView, udp: number, end: number, place: UdpPlace): number {
  if (udp + 8 > end) return -1;
  const length = view.getUint16(udp + 4, false);
  if (length < 8 || udp + length > end) return -1;
  place.start = udp + 8;
  place.length = length - 8;
  place.destinationPort = view.getUint16(udp + 2, false);
  return 1;
}
