import { Cell, type Scope } from "../dictionary/scope.ts";
import { FIELD_MASK, type Tables } from "../dictionary/tables.ts";
import { Garbled } from "./garbled.ts";
import { readInteger } from "./values.ts";

/** Bit of a mark: the field begins an instance of its group. The other bits are the depth of the group, 0 for none. */
export const FIRST = 0x80;
/** The bits of a mark that are the depth. */
export const DEPTH = 0x7f;

const decoder = new TextDecoder();
const SOH = 1;
const EQUALS = 61;
const MINUS = 45;
/** Tags of more digits may be beyond 32 bits. */
const TAG_DIGITS = 9;

/** Fields for which there is room at first. */
const FIELDS = 256;

/**
 * The fields of one message in columns that are used again and again: {@link FieldIndex.scan} finds them in the bytes,
 * {@link FieldIndex.structure} says by the dictionary what belongs to which group.
 */
export class FieldIndex {
  bytes: Uint8Array = new Uint8Array(0);
  /** Fields of the message. */
  count = 0;
  tags!: Int32Array;
  /** Where the value begins. */
  starts!: Int32Array;
  /** Where the value ends: the separator's place. */
  ends!: Int32Array;
  /** Index of the field in the dictionary's tables; 0 where it does not know the tag. */
  fields!: Uint16Array;
  /** What the scope says of the field: see `Cell`. */
  cells!: Int32Array;
  /** {@link FIRST} and {@link DEPTH}. */
  marks!: Uint8Array;
  /** Of a field that counts a group: the first field that is not of the group. */
  nexts!: Int32Array;
  /** Of a field that counts a group: the instances that were found. */
  instances!: Int32Array;
  /** The sum of all bytes, modulo 2^32. */
  sum = 0;
  /** The first field that stands in the wrong one of header, body and trailer; −1 where none does. */
  outOfOrder = -1;
  /** Fields outside of groups that stand there a second time. */
  duplicates = 0;
  /** Fields that do not belong where they stand. */
  foreign = 0;
  /** Required fields of header, body and trailer that are there. */
  required = 0;
  /** Instances of groups that lack a required field. */
  incomplete = 0;
  /** Instances whose first field is not the group's first, and fields that stand before their place in the order. */
  disordered = 0;
  /** The last place of each field outside of groups, by its index in the tables: true only if it is found there. */
  readonly #slots: Int32Array;
  /** The same within groups. */
  readonly #seen: Int32Array;
  readonly #tables: Tables;
  readonly #maxFields: number;

  constructor(tables: Tables, maxFields: number) {
    this.#tables = tables;
    this.#maxFields = maxFields;
    this.#slots = new Int32Array(tables.fieldCount);
    this.#seen = new Int32Array(tables.fieldCount);
    this.#allocate(Math.min(FIELDS, maxFields));
  }

  /** The place of a field outside of groups; −1 where it is not there. */
  find(tag: number): number {
    const field = this.#tables.index(tag);
    if (field === 0) return this.#search(tag);
    const at = this.#slots[field]!;
    return at < this.count && this.fields[at] === field && this.marks[at] === 0 ? at : -1;
  }

  /** The value of the field at a place as text: ASCII, else UTF-8. */
  text(at: number): string {
    const { bytes } = this;
    const start = this.starts[at]!;
    const end = this.ends[at]!;
    let text = "";
    for (let i = start; i < end; i++) {
      const byte = bytes[i]!;
      if (byte >= 128) return decoder.decode(bytes.subarray(start, end));
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /** Whether the field at a place counts the instances of a group. */
  isGroup(at: number): boolean {
    return (this.cells[at]! & Cell.Group) !== 0;
  }

  /** The place of the second field of this tag outside of groups; −1 where there is none. */
  findSecond(tag: number): number {
    let found = 0;
    for (let i = 0; i < this.count; i++) if (this.tags[i] === tag && this.marks[i] === 0 && ++found === 2) return i;
    return -1;
  }

  #search(tag: number): number {
    for (let i = 0; i < this.count; i++) if (this.tags[i] === tag && this.marks[i] === 0) return i;
    return -1;
  }

  /**
   * Finds the fields of `bytes[from … to − 1]`: `tag=value` and a separator each. Data is as long as the field before it
   * says.
   *
   * @returns a {@link Garbled}
   */
  scan(bytes: Uint8Array, from: number, to: number): Garbled {
    this.bytes = bytes;
    this.count = 0;
    if (to <= from || to > bytes.length || bytes[to - 1] !== SOH) return Garbled.Unterminated;
    const { scanIndex, lengthTags } = this.#tables;
    const known = scanIndex.length;
    let { tags, starts, ends, fields } = this;
    let room = tags.length;
    let at = from;
    let sum = 0;
    let n = 0;
    // The separator at the end stops the inner loops, so they look at no bound; `| 0` spares them one of integers.
    while (at < to) {
      if (n === room) {
        if (!this.#grow()) return Garbled.TooManyFields;
        ({ tags, starts, ends, fields } = this);
        room = tags.length;
      }
      const begin = at;
      let byte = bytes[at]!;
      let tag = byte - 48;
      if (tag >>> 0 > 9) {
        if (byte !== MINUS || (bytes[at + 1]! - 48) >>> 0 > 9) return Garbled.BadTag;
        tag = 0;
      }
      sum = (sum + byte) | 0;
      byte = bytes[at + 1]!;
      if (byte === EQUALS) at += 2;
      else {
        let digit = byte - 48;
        if (digit >>> 0 > 9) return Garbled.BadTag;
        sum = (sum + byte) | 0;
        tag = (tag * 10 + digit) | 0;
        byte = bytes[at + 2]!;
        at += 3;
        while (byte !== EQUALS) {
          digit = byte - 48;
          if (digit >>> 0 > 9) return Garbled.BadTag;
          sum = (sum + byte) | 0;
          tag = (tag * 10 + digit) | 0;
          byte = bytes[at++]!;
        }
        if (at - begin > TAG_DIGITS + 1 || bytes[begin] === MINUS) {
          const exact = readInteger(bytes, begin, at - 1);
          if (!(Math.abs(exact) <= 2147483647)) return Garbled.BadTag;
          tag = exact | 0;
        }
      }
      const found = tag >>> 0 < known ? scanIndex[tag]! : 0;
      tags[n] = tag;
      starts[n] = at;
      fields[n] = found & FIELD_MASK;
      sum = (sum + EQUALS + SOH) | 0;
      if (found <= FIELD_MASK) {
        for (byte = bytes[at]!; byte !== SOH; byte = bytes[++at]!) sum = (sum + byte) | 0;
      } else {
        const end = this.#dataEnd(lengthTags[found & FIELD_MASK]!, at, to, n);
        if (end < 0) return Garbled.BadDataLength;
        for (; at < end; at++) sum = (sum + bytes[at]!) | 0;
      }
      ends[n++] = at++;
    }
    this.count = n;
    this.sum = sum;
    return Garbled.None;
  }

  /** Where data that begins at `at` ends: as far on as the nearest field before it with the tag of its length says. */
  #dataEnd(lengthTag: number, at: number, to: number, n: number): number {
    const { tags, starts, ends, bytes } = this;
    for (let i = n - 1; i >= 0; i--) {
      if (tags[i] !== lengthTag) continue;
      let length = 0;
      if (starts[i] === ends[i]) return -1;
      for (let k = starts[i]!; k < ends[i]!; k++) {
        const digit = bytes[k]! - 48;
        if (digit >>> 0 > 9) return -1;
        length = length * 10 + digit;
        if (length > to - at) return -1;
      }
      const end = at + length;
      return end < to && bytes[end] === SOH ? end : -1;
    }
    return -1;
  }

  /** Says of every field what it is in the scope of its message, and which group it belongs to. */
  structure(scope: Scope): void {
    const { count, fields, cells, marks } = this;
    const slots = this.#slots;
    const scopeCells = scope.cells;
    let required = 0;
    let duplicates = 0;
    let foreign = 0;
    let section = 0;
    this.outOfOrder = -1;
    this.incomplete = 0;
    this.disordered = 0;
    let i = 0;
    while (i < count) {
      const field = fields[i]!;
      const cell = scopeCells[field]!;
      cells[i] = cell;
      marks[i] = 0;
      const slot = slots[field]!;
      if (slot < i && field !== 0 && fields[slot] === field && marks[slot] === 0) duplicates++;
      else {
        slots[field] = i;
        required += (cell >> 3) & 1;
      }
      const own = cell === 0 ? 1 : (cell >> Cell.SectionShift) & Cell.SectionMask;
      if (own !== section) {
        // As QuickFIX has it: a field of the header behind it, or of the body behind the trailer.
        if (own < section && own !== 2 && this.outOfOrder < 0) this.outOfOrder = i;
        if (own !== 0) section = own;
      }
      if (cell === 0) foreign++;
      i = (cell & Cell.Group) === 0 ? i + 1 : this.#group(scope.group(field), i, 1);
    }
    this.required = required;
    this.duplicates = duplicates;
    this.foreign = foreign;
  }

  /** Marks the fields of the group that the field at `at` counts; answers the place behind them. */
  #group(scope: Scope, at: number, depth: number): number {
    const { count, fields, cells, marks } = this;
    const seen = this.#seen;
    const scopeCells = scope.cells;
    const { delimiter, requiredCount } = scope;
    let first = -1;
    let instances = 0;
    let required = requiredCount;
    let order = 0;
    let i = at + 1;
    while (i < count) {
      const field = fields[i]!;
      const cell = scopeCells[field]!;
      if (cell === 0) break;
      const before = seen[field]!;
      // An instance begins with the group's first field, or where a field of it comes again.
      const begins =
        field === delimiter ||
        first < 0 ||
        (before >= first && before < i && fields[before] === field && (marks[before]! & DEPTH) === depth);
      const place = (cell >>> Cell.OrderShift) & Cell.OrderMask;
      if (begins) {
        if (required !== requiredCount) this.incomplete++;
        if (field !== delimiter) this.disordered++;
        instances++;
        first = i;
        required = 0;
      } else if (place < order) this.disordered++;
      order = place;
      marks[i] = begins ? depth | FIRST : depth;
      cells[i] = cell;
      seen[field] = i;
      required += (cell >> 3) & 1;
      i = (cell & Cell.Group) === 0 ? i + 1 : this.#group(scope.group(field), i, depth + 1);
    }
    if (required !== requiredCount) this.incomplete++;
    this.nexts[at] = i;
    this.instances[at] = instances;
    return i;
  }

  #grow(): boolean {
    const before = this.tags.length;
    if (before >= this.#maxFields) return false;
    const { tags, starts, ends, fields } = this;
    this.#allocate(Math.min(before * 2, this.#maxFields));
    this.tags.set(tags);
    this.starts.set(starts);
    this.ends.set(ends);
    this.fields.set(fields);
    return true;
  }

  #allocate(fields: number): void {
    this.tags = new Int32Array(fields);
    this.starts = new Int32Array(fields);
    this.ends = new Int32Array(fields);
    this.fields = new Uint16Array(fields);
    this.cells = new Int32Array(fields);
    this.marks = new Uint8Array(fields);
    this.nexts = new Int32Array(fields);
    this.instances = new Int32Array(fields);
  }
}
