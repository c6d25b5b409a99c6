import { fieldsOf } from "./scenario.ts";

/** A version whose scenarios are not at hand, and the one whose scenarios are carried over to it. */
export interface CarryOver {
  /** Folder of the scenarios. */
  from: string;
  /** What is replaced in every line: text by text. */
  replace: readonly (readonly [string, string])[];
  /** Before FIX 4.2: rejects have their words alone, an open ResendRequest ends at 999999. */
  early: boolean;
  /** Scenarios that are about what the version has not got. */
  without: readonly string[];
}

const SOH = "\u0001";

/** Scenarios of messages, fields and values that FIX 4.1 has not got, and of a MsgType that it answers by Reject. */
const LATER = [
  "14b_RequiredFieldMissing",
  "14e_IncorrectEnumValue",
  "14i_RepeatingGroupCountNotEqual",
  "21_RepeatingGroupSpecifierWithValueOfZero",
  "2r_UnregisteredMsgType",
  "RejectResentMessage",
];

/** The versions whose scenarios are of the same kind as those at hand. */
export const CARRIED: Readonly<Record<string, CarryOver>> = {
  fix40: {
    from: "fix42",
    replace: [
      ["FIX.4.2", "FIX.4.0"],
      ["FIX.4.1", "FIX.4.2"],
      ["TW42", "TW40"],
    ],
    early: true,
    // Location identifiers came with FIX 4.1.
    without: [...LATER, "ReverseRoute", "ReverseRouteWithEmptyRoutingTags"],
  },
  fix41: {
    from: "fix42",
    replace: [
      ["FIX.4.1", "FIX.4.3"],
      ["FIX.4.2", "FIX.4.1"],
      ["TW42", "TW41"],
    ],
    early: true,
    without: LATER,
  },
  fix43: {
    from: "fix44",
    replace: [
      ["FIX.4.4", "FIX.4.3"],
      ["TW44", "TW43"],
    ],
    early: false,
    without: [],
  },
  fix50: {
    from: "fix50sp2",
    replace: [
      ["TW50SP2", "TW50"],
      ["1137=9", "1137=7"],
    ],
    early: false,
    without: [],
  },
  fix50sp1: {
    from: "fix50sp2",
    replace: [
      ["TW50SP2", "TW50SP1"],
      ["1137=9", "1137=8"],
    ],
    early: false,
    without: [],
  },
};

/** A scenario's text as it would be for another version. */
export function carryOver(text: string, { replace, early }: CarryOver): string {
  const replaced = text
    .split("\n")
    .map((line) => replace.reduce((all, [from, to]) => all.replaceAll(from, to), line))
    .join("\n");
  return early ? replaced.split("\n").map(earlier).join("\n") : replaced;
}

/** A line as it would be before FIX 4.2. */
function earlier(line: string): string {
  const match = /^([IE](?:\d+,)?)(8=.*?)(\r?)$/s.exec(line);
  if (match === null) return line;
  const [, head, message, end] = match;
  const fields = fieldsOf(message!);
  const type = fields.find(([tag]) => tag === "35")?.[1];
  const value = (tag: string) => fields.find(([each]) => each === tag)?.[1];
  // Fields of an order that came with FIX 4.2, and milliseconds.
  const kept = fields.filter(([tag]) => !(type === "D" && tag === "60"));
  const changed = kept.flatMap(([tag, each]): [string, string][] => {
    // OrderQty is required, and whole.
    if (type === "D" && tag === "38") return [[tag, each.replace(/\.0+$/, "")]];
    if (type === "D" && tag === "40" && value("38") === undefined && value("40") === each)
      return [
        ["38", "100"],
        [tag, each],
      ];
    if (type === "2" && tag === "16" && each === "0") return [["16", "999999"]];
    if (head!.startsWith("E") && type === "3") {
      if (["371", "372", "373"].includes(tag)) return [];
      if (tag === "58" && value("371") !== undefined) return [["58", `${each} (${value("371")})`]];
    }
    if (type === "j") {
      if (tag === "35") return [["35", "3"]];
      if (tag === "58") return [["58", "Unsupported message type"]];
      if (tag === "372" || tag === "380") return [];
    }
    return [[tag, each]];
  });
  const closed = message!.endsWith(SOH) ? SOH : "";
  return `${head}${changed.map(([tag, each]) => `${tag}=${each}`).join(SOH)}${closed}${end}`;
}
