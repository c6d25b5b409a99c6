import type { MessageWriter } from "../writer/message-writer.ts";
import { isDecimalText } from "./decimal-text.ts";
import { Kind, type PlanMember } from "./plan.ts";

/** Writes the members of one shape; answers how many required ones had a value. */
export type ShapeWriter = (out: MessageWriter, values: object, path: string) => number;

/** Writes a value, whatever it is, or says what is wrong with it. */
export type ValueWriter = (out: MessageWriter, member: PlanMember, value: unknown, path: string) => void;

/** More members make a function that takes longer to compile than it saves. */
const MEMBERS_MAX = 500;

/**
 * Makes a function that writes objects of one shape: a load, a check and a call a member, where the general way looks up
 * every name again. Values that are not as they mostly are go the general way.
 *
 * @param members in the order in which they are written
 * @returns `undefined` where the host makes no functions of text, as a page with a strict content security policy
 */
export function compileShape(members: readonly PlanMember[], general: ValueWriter): ShapeWriter | undefined {
  if (members.length > MEMBERS_MAX) return undefined;
  const lines = members.map((member, i) => {
    const { name, required } = member;
    const missing = required ? " else required--;" : "";
    return `v = values[${JSON.stringify(name)}];\nif (v !== undefined) { ${writeOf(member, i)} }${missing}`;
  });
  const body = `"use strict";
return (out, values, path) => {
let v;
let required = ${members.filter(({ required }) => required).length};
${lines.join("\n")}
return required;
};`;
  try {
    return new Function("members", "general", "isDecimalText", body)(members, general, isDecimalText) as ShapeWriter;
  } catch {
    return undefined;
  }
}

function writeOf({ kind, tag }: PlanMember, i: number): string {
  const other = `general(out, members[${i}], v, path);`;
  switch (kind) {
    case Kind.Text:
      return `if (typeof v === "string" && v !== "") out.string(${tag}, v); else ${other}`;
    case Kind.Integer:
      return `if (Number.isSafeInteger(v)) out.int(${tag}, v); else ${other}`;
    case Kind.Decimal:
      return `if (typeof v === "string" && isDecimalText(v)) out.string(${tag}, v);
else if (Number.isSafeInteger(v)) out.int(${tag}, v); else ${other}`;
    case Kind.Boolean:
      return `if (typeof v === "boolean") out.boolean(${tag}, v); else ${other}`;
    default:
      return other;
  }
}
