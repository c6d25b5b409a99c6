/** The remainder of a byte followed by i zero bytes stands at 256 i + byte. */
const table = /* @__PURE__ */ makeTable();

function makeTable(): Int32Array {
  const made = new Int32Array(2048);
  for (let i = 0; i < 256; i++) {
    let crc = i;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    made[i] = crc;
  }
  for (let i = 256; i < 2048; i++) made[i] = made[made[i - 256]! & 255]! ^ (made[i - 256]! >>> 8);
  return made;
}

/** CRC-32C of `n` bytes after those that `crc` is the checksum of; the twin of `crc32c` in c/checksum.h. */
export function crc32c(bytes: Uint8Array, n: number, crc: number): number {
  let c = ~crc;
  let i = 0;
  for (; i + 8 <= n; i += 8)
    c =
      table[1792 + ((c ^ bytes[i]!) & 255)]! ^
      table[1536 + (((c >>> 8) ^ bytes[i + 1]!) & 255)]! ^
      table[1280 + (((c >>> 16) ^ bytes[i + 2]!) & 255)]! ^
      table[1024 + ((c >>> 24) ^ bytes[i + 3]!)]! ^
      table[768 + bytes[i + 4]!]! ^
      table[512 + bytes[i + 5]!]! ^
      table[256 + bytes[i + 6]!]! ^
      table[bytes[i + 7]!]!;
  for (; i < n; i++) c = table[(c ^ bytes[i]!) & 255]! ^ (c >>> 8);
  return ~c >>> 0;
}
