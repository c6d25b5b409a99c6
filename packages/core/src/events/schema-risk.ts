import type { RecordDefinition } from "./schema.ts";
import { int, real } from "./schema-fields.ts";

/** What operators and the risk gate say to each other. */
export const RISK_RECORDS: readonly RecordDefinition[] = [
  {
    name: "RiskCommand",
    type: 12,
    version: 1,
    role: "input",
    doc: "An operator sets the state of the risk gate or of one account or strategy, cancels what works there, or shows that somebody is there.",
    fields: [
      int("action", "RiskAction"),
      int("scope", "RiskScope"),
      int("scopeId", "the account's or strategy's number; 0 for the firm"),
      int("actor", "who: a number of the operator's own; 0 nobody in particular"),
      int("reason", "why: a number of the operator's own; 0 not told"),
    ],
  },
  {
    name: "RiskLimit",
    type: 13,
    version: 1,
    role: "input",
    doc: "One value of the limits that the next RiskLimitsCommit puts into force; the header names the instrument where there is one.",
    fields: [
      real("value", "the limit, in the unit of its field"),
      int("scope", "RiskScope"),
      int("scopeId", "the account's or strategy's number; 0 for the firm and for an instrument"),
      int("field", "which limit: an index into the risk package's list of fields"),
    ],
  },
  {
    name: "RiskLimitsCommit",
    type: 14,
    version: 1,
    role: "input",
    doc: "The limits told since the last commit take the place of those in force, all at once.",
    fields: [
      int("rows", "how many RiskLimit records belong to it"),
      int("actor", "who: a number of the operator's own; 0 nobody in particular"),
      int("reason", "why: a number of the operator's own; 0 not told"),
    ],
  },
  {
    name: "RiskStateChanged",
    type: 30,
    version: 1,
    role: "output",
    doc: "The risk gate, an account or a strategy is in another state: who did it, why, and when.",
    fields: [
      real("limit", "the limit behind it; 0 if none"),
      real("value", "the value that broke the limit; 0 if none"),
      int("previous", "RiskState before"),
      int("state", "RiskState now"),
      int("scope", "RiskScope"),
      int("scopeId", "the account's or strategy's number; 0 for the firm"),
      int("trigger", "RiskCause"),
      int("actor", "who, as the command told; 0 where the gate did it by itself"),
      int("reason", "why, as the command told; 0 not told"),
      int("limitsVersion", "version of the limits in force"),
    ],
  },
  {
    name: "RiskLimitsChanged",
    type: 31,
    version: 1,
    role: "output",
    doc: "New limits are in force, or were not fit to be.",
    fields: [
      int("limitsVersion", "version of the limits in force now"),
      int("accepted", "1 if they are in force, 0 if those before stay"),
      int("rows", "how many values they had"),
      int("actor", "who, as the commit told"),
      int("reason", "why, as the commit told"),
    ],
  },
];
