/**
 * What may stand where: a scope is the fields of one message (header, body and trailer) or of one instance of a
 * repeating group, compiled to one word a field of the dictionary, so that the reader asks with one load.
 */

/** The parts of a cell. A cell of 0 says that the field does not belong to the scope. */
export const Cell = {
  Present: 1,
  /** Bits 1 and 2: {@link Section}. */
  SectionShift: 1,
  SectionMask: 3,
  Required: 8,
  /** The field counts the instances of a group of the scope. */
  Group: 16,
  /** The field may have only certain values. */
  Enum: 32,
  /** The field holds several values separated by spaces. */
  Multiple: 64,
  /** Bits 7 to 12: {@link FieldType}. */
  TypeShift: 7,
  TypeMask: 63,
  /** A header field by the standard that this dictionary's header does not have. */
  Implied: 8192,
  /** Bits 14 to 29: the place in the scope's order. */
  OrderShift: 14,
  OrderMask: 0xffff,
  /** The definition is the transport's (FIXT 1.1), not the application's. */
  Transport: 1073741824,
} as const;

/** Which part of the message a field belongs to. */
export const Section = { Header: 0, Body: 1, Trailer: 2 } as const;
/** A value of {@link Section}. */
export type Section = (typeof Section)[keyof typeof Section];

/** A member of a scope, in the dictionary's order. */
export interface ScopeMember {
  /** Index of the field. */
  field: number;
  tag: number;
  name: string;
  required: boolean;
  section: Section;
  /** Whether it counts the instances of a group. */
  group: boolean;
}

/** See the head of this file. */
export class Scope {
  /** One cell a field of the dictionary. */
  readonly cells: Int32Array;
  readonly members: readonly ScopeMember[];
  /** How many members are required. */
  readonly requiredCount: number;
  /** Of a group: the field that begins an instance. */
  readonly delimiter: number;
  readonly #groups: ReadonlyMap<number, () => Scope>;
  readonly #compiled = new Map<number, Scope>();

  /** Of a message: its type; of no message and of groups, empty. */
  readonly msgType: string;

  /** Whether a message is one of the transport's. */
  readonly ofTransport: boolean;

  constructor(
    msgType: string,
    ofTransport: boolean,
    cells: Int32Array,
    members: readonly ScopeMember[],
    groups: ReadonlyMap<number, () => Scope>,
  ) {
    this.msgType = msgType;
    this.ofTransport = ofTransport;
    this.cells = cells;
    this.members = members;
    this.requiredCount = members.filter((member) => member.required).length;
    this.delimiter = members[0]?.field ?? 0;
    this.#groups = groups;
  }

  /** The scope of an instance of the group that `field` counts; compiled when it is first asked for. */
  group(field: number): Scope {
    let scope = this.#compiled.get(field);
    if (scope === undefined) {
      scope = this.#groups.get(field)!();
      this.#compiled.set(field, scope);
    }
    return scope;
  }
}
