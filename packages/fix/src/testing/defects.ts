/** One defect put into the fields of a valid message. */
import type { Random } from "@hotpath/core";
import type { Dictionary } from "../dictionary/dictionary.ts";
import { type FieldType, FieldType as Type } from "../dictionary/field-type.ts";
import { Section } from "../dictionary/scope.ts";
import type { RandomField } from "./random-message.ts";

/** The defects by name; each changes the fields in place and answers whether it found something to change. */
export const DEFECTS: Readonly<
  Record<string, (random: Random, fields: RandomField[], dictionary: Dictionary) => boolean>
> = {
  requiredMissing: (random, fields) =>
    change(random, fields, ({ member, tag }) => member?.required === true && !["8", "35"].includes(tag), remove),
  emptyValue: (random, fields) =>
    change(random, fields, ({ member, tag }) => !["8", "35"].includes(tag) && member !== undefined, set("")),
  wrongType: (random, fields, dictionary) =>
    change(
      random,
      fields,
      ({ member }) => member !== undefined && WRONG[dictionary.tables.types[member.field]!] !== undefined,
      (field, at, all) => {
        const wrong = WRONG[dictionary.tables.types[field.member!.field]!]!;
        set(wrong[random.integer(wrong.length)]!)(field, at, all);
      },
    ),
  wrongEnum: (random, fields, dictionary) =>
    change(
      random,
      fields,
      ({ member, tag }) =>
        member !== undefined && !["8", "35"].includes(tag) && (dictionary.field(member.tag)?.values.length ?? 0) > 0,
      (field, at, all) =>
        set(dictionary.tables.types[field.member!.field] === Type.Int ? "987654" : "~")(field, at, all),
    ),
  unknownTag: (random, fields) => insert(random, fields, ["4999", "5000", "0", "-1", "19999"][random.integer(5)]!),
  foreignTag: (random, fields, dictionary) => {
    const all = dictionary.definition.fields.filter(
      ({ tag, type, values }) =>
        ["STRING", "CURRENCY", "EXCHANGE"].includes(type) &&
        values.length === 0 &&
        dictionary.tables.scope(fields.find((field) => field.tag === "35")!.value)?.cells[
          dictionary.tables.index(tag)
        ] === 0,
    );
    const pick = all[random.integer(Math.max(all.length, 1))];
    return pick !== undefined && insert(random, fields, String(pick.tag));
  },
  repeatedTag: (random, fields) =>
    change(
      random,
      fields,
      ({ depth, member, tag }) => depth === 0 && member?.group === false && !["8", "35"].includes(tag),
      (field, at, all) => all.splice(at, 0, { ...field }),
    ),
  wrongCount: (random, fields) =>
    change(
      random,
      fields,
      ({ member }) => member?.group === true,
      (field) => {
        field.value = String(Number(field.value) + (random.chance(0.5) ? 1 : -1));
      },
    ),
  headerBehindBody: (_, fields) => {
    const from = fields.findIndex(({ tag }) => tag === "34");
    const to = fields.findLastIndex(({ section, depth }) => section === Section.Body && depth === 0);
    if (from < 0 || to < from) return false;
    const [field] = fields.splice(from, 1);
    fields.splice(to, 0, field!);
    return true;
  },
  disorderedGroup: (random, fields) =>
    change(
      random,
      fields,
      ({ depth, member }, at) => {
        const next = fields[at + 1];
        return depth > 0 && next?.depth === depth && !member!.group && !next.member!.group;
      },
      (field, at, all) => all.splice(at, 2, all[at + 1]!, field),
    ),
  wrongMsgType: (_, fields) => change(_, fields, ({ tag }) => tag === "35", set("*")),
};

/** Values that are not of their type, whatever reads it. */
const WRONG: Readonly<Partial<Record<FieldType | number, readonly string[]>>> = {
  [Type.Int]: ["x", "1.5", "+1", "2147483648", "-", "1 "],
  [Type.Length]: ["x"],
  [Type.NumInGroup]: ["x"],
  [Type.SeqNum]: ["-1", "x", "18446744073709551616"],
  [Type.Char]: ["xx"],
  [Type.Boolean]: ["y", "1", "YN"],
  [Type.Price]: ["+1", "1e5", "1,5", ".", "-", "1.2.3", "x"],
  [Type.Qty]: ["+1", "abc", "1-"],
  [Type.Amt]: ["--1"],
  [Type.Float]: ["NaN"],
  [Type.UtcTimestamp]: [
    "20260314",
    "20260314-25:00:00",
    "20261314-10:00:00",
    "20260314 10:00:00",
    "20260314-10:00:00,5",
  ],
  [Type.UtcTimeOnly]: ["10:00", "24:00:00", "10:60:00"],
};

type Edit = (field: RandomField, at: number, all: RandomField[]) => void;

function change(
  random: Random,
  fields: RandomField[],
  fits: (field: RandomField, at: number) => boolean,
  edit: Edit,
): boolean {
  const places = fields.flatMap((field, at) => (fits(field, at) ? [at] : []));
  if (places.length === 0) return false;
  const at = places[random.integer(places.length)]!;
  edit(fields[at]!, at, fields);
  return true;
}

const remove: Edit = (_, at, all) => {
  all.splice(at, 1);
};

function set(value: string): Edit {
  return (field) => {
    field.value = value;
  };
}

function insert(random: Random, fields: RandomField[], tag: string): boolean {
  // Behind a plain field of the body: behind a group's it might be taken for one of the group.
  const places = fields.flatMap(({ section, depth, member }, at) =>
    section === Section.Body && depth === 0 && member?.group === false ? [at + 1] : [],
  );
  if (places.length === 0) return false;
  const at = places[random.integer(places.length)]!;
  fields.splice(at, 0, { tag, value: "x", depth: 0, section: Section.Body, member: undefined });
  return true;
}
