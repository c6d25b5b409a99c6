import { InputError } from "@hotpath/core";
import {
  type FieldType,
  isDataType,
  isDecimalType,
  isIntegerType,
  isMultipleType,
  FieldType as Type,
} from "../dictionary/field-type.ts";
import { type Scope, Section } from "../dictionary/scope.ts";
import type { Tables } from "../dictionary/tables.ts";
import type { MessageType } from "./message-type.ts";
import type { ShapeWriter } from "./shape-writer.ts";

/** How a value is written and read. */
export const Kind = {
  Text: 0,
  Integer: 1,
  Decimal: 2,
  Boolean: 3,
  Timestamp: 4,
  Data: 5,
  Multiple: 6,
  Group: 7,
  /** The length of data: written with the data, and no value of its own. */
  Length: 8,
} as const;
/** A value of {@link Kind}. */
export type Kind = (typeof Kind)[keyof typeof Kind];

/** One member of a message or group as it is written. */
export interface PlanMember {
  name: string;
  tag: number;
  kind: Kind;
  required: boolean;
  section: Section;
  /** Place in the order in which members are written. */
  order: number;
  /** Of data: the tag of its length. */
  lengthTag: number;
  /** Of a group: the plan of an instance. */
  group: () => Plan;
}

/** The names of an object in its order, with what was found out about them. */
export interface Shape {
  names: readonly string[];
  /** The members that they name, in the dictionary's order. */
  members: readonly PlanMember[];
  /** How often it was written, until a function was made for it. */
  uses: number;
  /** The function that writes it; `undefined` for none. */
  write: ShapeWriter | undefined;
}

/** The shapes of one section that were written: the last one, and all of them by their names. */
export interface Shapes {
  last: Shape | undefined;
  all: Map<string, Shape>;
}

/** How the values of a message or of an instance of a group are written. */
export interface Plan {
  byName: ReadonlyMap<string, PlanMember>;
  /** By index in the dictionary's tables. */
  byField: ReadonlyMap<number, PlanMember>;
  /** Members by order. */
  members: readonly PlanMember[];
  /** The members that are required: of a message those of its body, of an instance all. */
  required: readonly PlanMember[];
  /** Of an instance: the member that begins it. */
  first: PlanMember | undefined;
  /** By section: programs write the same few shapes again and again. */
  shapes: readonly Shapes[];
}

const plans = new WeakMap<Scope, Plan>();

/** The plan of a scope; made when it is first asked for. */
export function planOf(tables: Tables, scope: Scope): Plan {
  let plan = plans.get(scope);
  if (plan === undefined) {
    const members = scope.members.map((member, order): PlanMember => {
      const type = tables.types[member.field]! as FieldType;
      const isLength = tables.dataTags[member.field] !== 0;
      return {
        name: member.name,
        tag: member.tag,
        kind: isLength ? Kind.Length : member.group ? Kind.Group : kindOf(type, tables.lengthTags[member.field]!),
        required: member.required && !isLength,
        section: member.section,
        order,
        lengthTag: tables.lengthTags[member.field]!,
        group: () => planOf(tables, scope.group(member.field)),
      };
    });
    plan = {
      members,
      byName: new Map(members.map((member) => [member.name, member])),
      byField: new Map(members.map((member, i) => [scope.members[i]!.field, member])),
      required: members.filter(
        ({ required, section }) => required && (scope.msgType === "" || section === Section.Body),
      ),
      first: members.find(({ kind }) => kind !== Kind.Length),
      shapes: [0, 1, 2].map(() => ({ last: undefined, all: new Map() })),
    };
    plans.set(scope, plan);
  }
  return plan;
}

const plansOfTypes = new WeakMap<MessageType<unknown>, Plan>();
let lastType: MessageType<unknown> | undefined;
let lastPlan: Plan | undefined;

/**
 * The plan of a message type.
 *
 * @throws {InputError} `INPUT_INVALID` if its dictionary has no such message
 */
export function planOfType(type: MessageType<unknown>): Plan {
  // Programs write the same type again and again.
  if (type === lastType) return lastPlan!;
  let plan = plansOfTypes.get(type);
  if (plan === undefined) {
    const { dictionary, msgType, name } = type;
    const scope = dictionary.tables.scope(msgType);
    if (scope === undefined)
      throw new InputError("INPUT_INVALID", `${name}: ${dictionary.name} has no message ${msgType}`);
    plan = planOf(dictionary.tables, scope);
    plansOfTypes.set(type, plan);
  }
  lastType = type;
  lastPlan = plan;
  return plan;
}

function kindOf(type: FieldType, lengthTag: number): Kind {
  if (isDataType(type) && lengthTag !== 0) return Kind.Data;
  if (isIntegerType(type)) return Kind.Integer;
  if (isDecimalType(type)) return Kind.Decimal;
  if (type === Type.Boolean) return Kind.Boolean;
  if (type === Type.UtcTimestamp) return Kind.Timestamp;
  return isMultipleType(type) ? Kind.Multiple : Kind.Text;
}
