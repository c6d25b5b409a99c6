import { describe, expect, test } from "bun:test";
import { Random } from "@hotpath/core";
import type { Dictionary } from "../dictionary/dictionary.ts";
import { dictionary as fix42 } from "../generated/fix42.ts";
import { dictionary as fix44 } from "../generated/fix44.ts";
import { dictionary as fix50sp2 } from "../generated/fix50sp2.ts";
import { Garbled } from "../reader/garbled.ts";
import { MessageReader } from "../reader/message-reader.ts";
import { DEFECTS } from "../testing/defects.ts";
import { assemble, bytesOf, randomFields } from "../testing/random-message.ts";
import { message, VERSIONS } from "../testing/versions.ts";
import { rejectText, SessionRejectReason } from "./reject-reason.ts";
import { UNSUPPORTED_VERSION, VALID, type ValidationRules, Validator } from "./validator.ts";

const TIME = "20260314-13:30:15";
const HEAD = `34=2|49=TW|52=${TIME}|56=ISLD|`;
const ORDER = `35=D|${HEAD}11=ID|21=1|40=1|54=1|38=200.00|55=INTC|60=${TIME}|`;

/** What is found: the reason and the tag. */
function check(text: string, rules: ValidationRules = {}, dictionary: Dictionary = fix44): [number, number] {
  const reader = new MessageReader(dictionary);
  const begin = dictionary.beginString;
  expect([text, reader.read(message(text.startsWith("8=") ? text : `8=${begin}|${text}`))]).toEqual([
    text,
    Garbled.None,
  ]);
  const validator = new Validator(rules);
  const reason = validator.validate(reader);
  expect(validator.reason).toBe(reason);
  return [reason, validator.refTag];
}

const R = SessionRejectReason;
const GROUP = "453=2|448=P|447=D|452=1|448=Q|452=3|";

describe("what QuickFIX's scenarios call for", () => {
  const cases: [string, string, [number, number]][] = [
    ["a valid message", ORDER, [VALID, 0]],
    ["14a a tag that is not in the dictionary", `35=0|${HEAD}999=HI|`, [R.InvalidTagNumber, 999]],
    ["14a tag 0", `35=0|${HEAD}0=HI|`, [R.InvalidTagNumber, 0]],
    ["14a a negative tag", `35=0|${HEAD}-1=HI|`, [R.InvalidTagNumber, -1]],
    ["14a a tag of users", `35=0|${HEAD}5000=HI|`, [R.InvalidTagNumber, 5000]],
    ["14b a field of the header is missing", `35=0|34=2|49=TW|52=${TIME}|`, [R.RequiredTagMissing, 56]],
    ["14b a field of the body is missing", ORDER.replace("11=ID|", ""), [R.RequiredTagMissing, 11]],
    ["14c a tag of another message", `35=0|${HEAD}55=MSFT|`, [R.TagNotDefinedForThisMessageType, 55]],
    ["14d a field without value", `35=0|34=2|49=TW|52=${TIME}|56=|`, [R.TagSpecifiedWithoutAValue, 56]],
    ["14e a value that is none", ORDER.replace("21=1", "21=4"), [R.ValueIsIncorrect, 21]],
    ["14e a longer value that is none", `${ORDER}167=BOO|`, [R.ValueIsIncorrect, 167]],
    ["14e a longer value that is one", `${ORDER}167=CS|`, [VALID, 0]],
    ["14f a wrong form", ORDER.replace("38=200.00", "38=+200.00"), [R.IncorrectDataFormatForValue, 38]],
    [
      "14g header behind body",
      `35=D|11=id|21=3|40=1|54=1|55=MSFT|60=${TIME}|${HEAD}`,
      [R.TagSpecifiedOutOfRequiredOrder, 34],
    ],
    ["14g body behind trailer", `${ORDER}93=1|89=x|58=late|`, [R.TagSpecifiedOutOfRequiredOrder, 58]],
    ["14h a tag twice", ORDER.replace("40=1", "40=1|40=2"), [R.TagAppearsMoreThanOnce, 40]],
    [
      "14i a wrong count",
      `${ORDER}386=3|336=PRE-OPEN|336=AFTER-HOURS|`,
      [R.IncorrectNumInGroupCountForRepeatingGroup, 386],
    ],
    ["21 a count of zero", `35=d|${HEAD}320=JCD|322=1|323=6|55=TBS|22=8|167=CS|454=0|`, [VALID, 0]],
    ["2q a type that is none", `35=*|${HEAD}`, [R.InvalidMsgType, 0]],
    ["2i another version", `8=FIX.4.1|35=0|${HEAD}`, [UNSUPPORTED_VERSION, 0]],
    [
      "15 other orders of header and body",
      `35=D|49=TW|34=3|56=ISLD|52=${TIME}|40=1|55=M|60=${TIME}|54=1|21=3|11=id|38=1|`,
      [VALID, 0],
    ],
  ];
  for (const [what, text, found] of cases) test(what, () => expect(check(text)).toEqual(found));
});

describe("inside of groups", () => {
  const cases: [string, string, [number, number]][] = [
    ["valid", `${ORDER}${GROUP}`, [VALID, 0]],
    ["no value", `${ORDER}${GROUP.replace("448=Q", "448=")}`, [R.TagSpecifiedWithoutAValue, 448]],
    ["a wrong form", `${ORDER}${GROUP.replace("452=3", "452=x")}`, [R.IncorrectDataFormatForValue, 452]],
    ["a value that is none", `${ORDER}${GROUP.replace("452=3", "452=999")}`, [R.ValueIsIncorrect, 452]],
    [
      "a wrong count in a nested group",
      `${ORDER}453=1|448=P|802=2|523=x|`,
      [R.IncorrectNumInGroupCountForRepeatingGroup, 802],
    ],
    ["another order", `${ORDER}453=1|448=P|452=1|447=D|`, [R.RepeatingGroupFieldsOutOfOrder, 447]],
    ["an instance that does not begin with the first field", `${ORDER}453=1|447=D|452=1|`, [R.RequiredTagMissing, 448]],
    ["a required field is missing", `35=X|${HEAD}268=2|279=0|269=0|270=1|270=2|`, [R.RequiredTagMissing, 279]],
    ["a count that is no number", `${ORDER}453=x|448=P|`, [R.IncorrectDataFormatForValue, 453]],
    ["fields of a group outside of it", `${ORDER}448=P|`, [R.TagNotDefinedForThisMessageType, 448]],
    ["no instance where one is told", `${ORDER}453=1|`, [R.IncorrectNumInGroupCountForRepeatingGroup, 453]],
    ["a group in the header", `35=0|${HEAD}627=1|628=H|629=x|`, [R.IncorrectDataFormatForValue, 629]],
    ["a wrong count in the header", `35=0|${HEAD}627=2|628=H|`, [R.IncorrectNumInGroupCountForRepeatingGroup, 627]],
  ];
  for (const [what, text, found] of cases) test(what, () => expect(check(text)).toEqual(found));

  test("left alone where the rules do not go inside", () => {
    const rules = { validateGroups: false };
    for (const [what, text] of cases.filter(([, text]) => !/453=x|453=1\|$|15\|448=/.test(text)))
      expect([what, check(text, rules)]).toEqual([what, [VALID, 0]]);
  });
});

describe("each rule can be switched off", () => {
  const cases: [keyof ValidationRules, boolean, string][] = [
    ["validateFieldsOutOfOrder", false, `35=D|11=id|21=3|40=1|54=1|38=1|55=MSFT|60=${TIME}|${HEAD}`],
    ["validateFieldsHaveValues", false, `${ORDER}58=|`],
    ["validateUserDefinedFields", false, `${ORDER}5001=x|9999=y|`],
    ["allowUnknownMsgFields", true, `${ORDER}4999=x|268=1|`],
    ["validateUnorderedGroupFields", false, `${ORDER}453=1|448=P|452=1|447=D|`],
    ["validateRequired", false, `35=D|${HEAD}11=x|`],
    ["validateTypes", false, ORDER.replace("38=200.00", "38=x")],
    ["validateEnums", false, ORDER.replace("54=1", "54=Z")],
    ["validateDuplicates", false, ORDER.replace("40=1", "40=1|40=2")],
    ["validateGroupCounts", false, `${ORDER}453=5|448=P|`],
  ];
  for (const [rule, value, text] of cases)
    test(rule, () => {
      expect(check(text)[0]).not.toBe(VALID);
      expect(check(text, { [rule]: value })).toEqual([VALID, 0]);
    });

  test("unknown tags that are let through are checked all the same for what is known of them", () => {
    expect(check(`${ORDER}268=x|`, { allowUnknownMsgFields: true })).toEqual([R.IncorrectDataFormatForValue, 268]);
    expect(check(`${ORDER}5001=|`, { validateUserDefinedFields: false })).toEqual([R.TagSpecifiedWithoutAValue, 5001]);
    expect(check(`${ORDER}5001=a|5001=b|`, { validateUserDefinedFields: false })).toEqual([
      R.TagAppearsMoreThanOnce,
      5001,
    ]);
  });
});

describe("of several faults the one that QuickFIX finds first", () => {
  const cases: [string, string, [number, number]][] = [
    ["order before type", `35=*|11=x|${HEAD}`, [R.TagSpecifiedOutOfRequiredOrder, 34]],
    ["type before required", `35=*|34=1|`, [R.InvalidMsgType, 0]],
    ["required before values", ORDER.replace("11=ID|", "").replace("54=1", "54=Z"), [R.RequiredTagMissing, 11]],
    [
      "the header's before the body's",
      `35=D|34=x|49=TW|52=${TIME}|56=ISLD|11=I|54=Z|60=${TIME}|40=1|38=1|55=I|`,
      [R.IncorrectDataFormatForValue, 34],
    ],
    ["the least required tag", `35=D|${HEAD}`, [R.RequiredTagMissing, 11]],
    ["the least tag", ORDER.replace("54=1", "54=Z").replace("21=1", "21=9"), [R.ValueIsIncorrect, 21]],
    ["a negative tag before all", `${ORDER.replace("11=ID", "11=")}-7=x|`, [R.InvalidTagNumber, -7]],
    ["a fault of the first before that it comes twice", ORDER.replace("40=1", "40=~|40=1"), [R.ValueIsIncorrect, 40]],
  ];
  for (const [what, text, found] of cases) test(what, () => expect(check(text)).toEqual(found));
});

test("other types and versions", () => {
  expect(check(`${ORDER}18=1 2 G|`)).toEqual([VALID, 0]);
  expect(check(`${ORDER}18=1 ~|`)).toEqual([R.ValueIsIncorrect, 18]);
  expect(check(`${ORDER}18=1  2|`)).toEqual([R.ValueIsIncorrect, 18]);
  expect(check(`${ORDER}126=99991231-23:59:59|`)).toEqual([VALID, 0]);
  expect(check(`${ORDER}64=20260230|`)).toEqual([R.IncorrectDataFormatForValue, 64]);
  expect(check(`${ORDER}200=202613|`)).toEqual([R.IncorrectDataFormatForValue, 200]);
  expect(check(`${ORDER}`, {}, fix42)).toEqual([VALID, 0]);
  expect(check(`${ORDER.replace("54=1", "54=xx")}`, {}, fix42)).toEqual([R.IncorrectDataFormatForValue, 54]);
  // FIX 4.0 knows no type of one character: a CHAR is text.
  expect(
    check(ORDER.replace("200.00", "200").replace("11=ID", "11=long").replace(`60=${TIME}|`, ""), {}, VERSIONS.FIX40),
  ).toEqual([VALID, 0]);
  // Over FIXT 1.1 a session message is checked by the transport's dictionary, an application's by its own.
  expect(check(`35=0|${HEAD}55=x|`, {}, fix50sp2)).toEqual([R.InvalidTagNumber, 55]);
  expect(check(`35=D|${HEAD}1128=9|11=I|54=1|60=${TIME}|40=1|`, {}, fix50sp2)).toEqual([VALID, 0]);
  expect(check(`35=D|${HEAD}11=I|54=1|60=${TIME}|40=1|108=30|`, {}, fix50sp2)).toEqual([
    R.TagNotDefinedForThisMessageType,
    108,
  ]);
});

test("the words of every reason", () => {
  for (const reason of Object.values(SessionRejectReason)) expect(rejectText(reason).length).toBeGreaterThan(4);
  expect([rejectText(13), rejectText(77)]).toEqual(["Tag appears more than once", "Other"]);
});

describe("random messages with one defect each", () => {
  const expected: Record<string, readonly number[]> = {
    requiredMissing: [R.RequiredTagMissing, R.IncorrectNumInGroupCountForRepeatingGroup],
    emptyValue: [R.TagSpecifiedWithoutAValue],
    wrongType: [R.IncorrectDataFormatForValue],
    wrongEnum: [R.ValueIsIncorrect, R.IncorrectDataFormatForValue],
    unknownTag: [R.InvalidTagNumber],
    foreignTag: [R.TagNotDefinedForThisMessageType, R.InvalidTagNumber],
    repeatedTag: [R.TagAppearsMoreThanOnce, R.IncorrectNumInGroupCountForRepeatingGroup],
    wrongCount: [R.IncorrectNumInGroupCountForRepeatingGroup, R.ValueIsIncorrect],
    headerBehindBody: [R.TagSpecifiedOutOfRequiredOrder],
    wrongMsgType: [R.InvalidMsgType],
  };
  for (const [name, dictionary] of Object.entries(VERSIONS))
    test(name, () => {
      const random = new Random(4711n);
      const reader = new MessageReader(dictionary);
      const validator = new Validator();
      for (const { msgType } of dictionary.messages)
        for (const [defect, reasons] of Object.entries(expected)) {
          const fields = randomFields(random, dictionary, msgType, { density: 0.1, likeQuickFix: true });
          if (!DEFECTS[defect]!(random, fields, dictionary)) continue;
          const wire = assemble(fields);
          // A length without data, or a count that an inserted field splits, garbles or changes more than one thing.
          if (reader.read(bytesOf(wire)) !== Garbled.None) continue;
          const reason = validator.validate(reader);
          expect([defect, wire, reason === VALID]).toEqual([defect, wire, false]);
          if (!reasons.includes(reason)) expect([defect, wire, reason]).toEqual([defect, wire, reasons[0]!]);
        }
    });
});
