import type { RecordDefinition } from "./schema.ts";
import { id, int, real } from "./schema-fields.ts";

/** What strategies and whoever runs them say to each other: types 60 to 69 are inputs, 70 to 79 outputs. */
export const STRATEGY_RECORDS: readonly RecordDefinition[] = [
  {
    name: "StrategyCommand",
    type: 60,
    version: 1,
    role: "input",
    doc: "An operator starts or stops a strategy, or all of them.",
    fields: [
      int("strategy", "the strategy's number; −1 for all"),
      int("action", "StrategyAction"),
      int("actor", "who: a number of the operator's own; 0 nobody in particular"),
      int("reason", "why: a number of the operator's own; 0 not told"),
    ],
  },
  {
    name: "StrategyParameter",
    type: 61,
    version: 1,
    role: "input",
    doc: "An operator changes a parameter of a strategy while it runs.",
    fields: [
      real("value", "the new value: a number, the index of a choice, or 0 and 1 for a flag"),
      int("strategy", "the strategy's number"),
      int("parameter", "which parameter: its index in the strategy's definition"),
      int("actor", "who: a number of the operator's own; 0 nobody in particular"),
      int("reason", "why: a number of the operator's own; 0 not told"),
    ],
  },
  {
    name: "RiskBudget",
    type: 62,
    version: 1,
    role: "input",
    doc: "A part of a sharded engine has another share of the limits that are amounts, from this input on.",
    fields: [
      real("share", "its share of the whole's limits, greater than 0 and at most 1"),
      int("cell", "which part: instruments of one cell share a budget"),
      int("actor", "who: a number of the operator's own; 0 nobody in particular"),
      int("reason", "why: a number of the operator's own; 0 not told"),
    ],
  },
  {
    name: "StrategyStateChanged",
    type: 70,
    version: 1,
    role: "output",
    doc: "A strategy has started, stopped or failed: why, and who did it.",
    fields: [
      int("strategy", "the strategy's number"),
      int("previous", "StrategyState before"),
      int("state", "StrategyState now"),
      int("trigger", "StrategyCause"),
      int("actor", "who, as the command told; 0 where no command did it"),
      int("reason", "why, as the command told; 0 not told"),
    ],
  },
  {
    name: "StrategyParameterChanged",
    type: 71,
    version: 1,
    role: "output",
    doc: "A parameter of a strategy has another value, or keeps the one that it had.",
    fields: [
      real("value", "the value in force from now on"),
      int("strategy", "the strategy's number"),
      int("parameter", "its index in the strategy's definition"),
      int("accepted", "1 if the value is new, 0 if it may not be changed or not to that"),
      int("actor", "who, as the input told"),
      int("reason", "why, as the input told"),
    ],
  },
  {
    name: "TimerRequest",
    type: 72,
    version: 1,
    role: "output",
    doc: "A strategy wants to be woken, or no longer to be: who drives the engine answers with a Timer when it is due.",
    fields: [
      id("timer", "which timer"),
      real("dueMicros", "when, in microseconds since the Unix epoch; −1 takes the timer back"),
      real("periodMicros", "after how many microseconds again and again; 0 for once"),
      int("strategy", "whose timer it is"),
    ],
  },
  {
    name: "Checkpoint",
    type: 73,
    version: 1,
    role: "output",
    doc: "What the engine's state was after an input: a replay must come to the same.",
    fields: [
      int("hash0", "the first 32 bits of the state's hash"),
      int("hash1", "the second 32 bits"),
      int("hash2", "the third 32 bits"),
      int("hash3", "the last 32 bits"),
    ],
  },
];
