/**
 * What readers and writers need of a block, found once: codes of headers, the least length by version, and how far a
 * message reaches. The measure walks a whole message before anything is read of it, so that no later read can leave it.
 */
import { SBE_CODE } from "./sbe-field.ts";
import {
  SBE_SIZES,
  type SbeBlockDefinition,
  type SbeDataDefinition,
  type SbeGroupDefinition,
  type SbeHeader,
  sbeLeastLength,
} from "./sbe-schema.ts";

/** One number of a header. */
export interface HeaderPart {
  readonly offset: number;
  readonly code: number;
}

/** A group's header and block. */
export interface GroupLayout extends BlockLayout {
  readonly definition: SbeGroupDefinition;
  readonly sinceVersion: number;
  readonly headerSize: number;
  readonly lengthPart: HeaderPart;
  readonly countPart: HeaderPart;
}

/** The header of variable data. */
export interface DataLayout {
  readonly definition: SbeDataDefinition;
  readonly sinceVersion: number;
  readonly headerSize: number;
  readonly lengthPart: HeaderPart;
}

/** A block, its groups and its data. */
export interface BlockLayout {
  readonly definition: SbeBlockDefinition;
  readonly groups: readonly GroupLayout[];
  readonly data: readonly DataLayout[];
  /** The least block length by version, up to the schema's. */
  readonly least: Float64Array;
  /** Whether entries are of one length: nothing follows their block. */
  readonly isFlat: boolean;
}

/** The most entries of a group whose entries have no bytes: nothing else bounds them. */
const MOST_EMPTY = 65_535;

/** The layout of a block in a schema of a version. */
export function layoutOf(definition: SbeBlockDefinition, version: number): BlockLayout {
  return {
    definition,
    groups: definition.groups.map((group) => ({
      ...layoutOf(group, version),
      definition: group,
      sinceVersion: group.sinceVersion,
      headerSize: group.header.size,
      lengthPart: partOf(group.header, "blockLength"),
      countPart: partOf(group.header, "numInGroup"),
    })),
    data: definition.data.map((data) => ({
      definition: data,
      sinceVersion: data.sinceVersion,
      headerSize: data.header.size,
      lengthPart: partOf(data.header, "length"),
    })),
    least: Float64Array.from({ length: version + 1 }, (_, v) => sbeLeastLength(definition, v)),
    isFlat: definition.groups.length === 0 && definition.data.length === 0,
  };
}

/** One number of a header by its name. */
export function partOf(header: SbeHeader, name: string): HeaderPart {
  const part = header.parts[name]!;
  return { offset: part.offset, code: SBE_CODE[part.primitive] };
}

/** The least block length for the version of a message; of a newer one, what this schema knows. */
export function leastLength(layout: BlockLayout, version: number): number {
  return layout.least[Math.min(version, layout.least.length - 1)]!;
}

/** An integer of a header; more than 2^53 counts as endless. */
export function headerNumber(view: DataView, at: number, code: number, littleEndian: boolean): number {
  switch (code) {
    case 0:
      return view.getUint8(at);
    case 1:
      return view.getInt8(at);
    case 2:
      return view.getUint16(at, littleEndian);
    case 3:
      return view.getInt16(at, littleEndian);
    case 4:
      return view.getUint32(at, littleEndian);
    case 5:
      return view.getInt32(at, littleEndian);
    default: {
      const first = view.getUint32(at, littleEndian);
      const second = view.getUint32(at + 4, littleEndian);
      return littleEndian ? second * 4294967296 + first : first * 4294967296 + second;
    }
  }
}

/** Where the groups and data behind a block end, or −1 where they would reach beyond `limit` or cannot be. */
export function endOfBlock(
  layout: BlockLayout,
  view: DataView,
  at: number,
  limit: number,
  version: number,
  littleEndian: boolean,
): number {
  let end = at;
  for (let i = 0; i < layout.groups.length && end >= 0; i++)
    end = endOfGroup(layout.groups[i]!, view, end, limit, version, littleEndian);
  for (let i = 0; i < layout.data.length && end >= 0; i++)
    end = endOfData(layout.data[i]!, view, end, limit, version, littleEndian);
  return end;
}

/** Where a group ends, or −1. */
export function endOfGroup(
  group: GroupLayout,
  view: DataView,
  at: number,
  limit: number,
  version: number,
  littleEndian: boolean,
): number {
  if (group.sinceVersion > version) return at;
  let end = at + group.headerSize;
  if (end > limit) return -1;
  const blockLength = headerNumber(view, at + group.lengthPart.offset, group.lengthPart.code, littleEndian);
  const count = headerNumber(view, at + group.countPart.offset, group.countPart.code, littleEndian);
  if (count < 0 || (count > 0 && blockLength < leastLength(group, version))) return -1;
  if (blockLength < 0 || (blockLength === 0 && group.isFlat && count > MOST_EMPTY)) return -1;
  if (group.isFlat) {
    end += count * blockLength;
    return end <= limit ? end : -1;
  }
  for (let entry = 0; entry < count; entry++) {
    const before = end;
    end += blockLength;
    if (end > limit) return -1;
    end = endOfBlock(group, view, end, limit, version, littleEndian);
    if (end < 0 || (end === before && count > MOST_EMPTY)) return -1;
  }
  return end;
}

/** Where variable data ends, or −1. */
export function endOfData(
  data: DataLayout,
  view: DataView,
  at: number,
  limit: number,
  version: number,
  littleEndian: boolean,
): number {
  if (data.sinceVersion > version) return at;
  const start = at + data.headerSize;
  if (start > limit) return -1;
  const length = headerNumber(view, at + data.lengthPart.offset, data.lengthPart.code, littleEndian);
  return length >= 0 && start + length <= limit ? start + length : -1;
}

/** The greatest number that a part of a header can say. */
export function mostOf(part: HeaderPart): number {
  const name = (Object.keys(SBE_CODE) as (keyof typeof SBE_CODE)[]).find((key) => SBE_CODE[key] === part.code)!;
  const bits = SBE_SIZES[name] * 8 - (name.startsWith("int") ? 1 : 0);
  return Math.min(2 ** bits - 1, 2 ** 31 - 1);
}
