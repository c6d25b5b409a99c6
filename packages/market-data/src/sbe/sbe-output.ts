/** Messages under construction: a buffer that grows, shared by what writes a message and what writes its groups. */
export class SbeOutput {
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(256);
  view: DataView = new DataView(this.bytes.buffer);
  /** Bytes used. */
  used = 0;

  /** Makes room for more bytes. @returns where they begin */
  reserve(size: number): number {
    const at = this.used;
    if (at + size > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.bytes.length * 2, at + size));
      larger.set(this.bytes.subarray(0, at));
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    this.used = at + size;
    return at;
  }
}
