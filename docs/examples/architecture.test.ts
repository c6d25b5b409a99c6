/** `docs/architecture.md` has a table of all events: it says what the schema and the stages say, or this fails. */
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { BarVenue, MovingAverageCross, OrderBookStage, ReplayVenue, SimulatedExchange } from "@hotpath/backtest";
import { EVENT_NAMES, EVENT_SCHEMA, type EventCursor, type EventSink, type Stage } from "@hotpath/core";
import { defineStrategy, OrderIds, PaperVenue, StrategyEngine, StrategyStage } from "@hotpath/engine";
import { DeskStage } from "@hotpath/gateway/server";
import { MatchingStage } from "@hotpath/order-book";
import { AlgorithmStage } from "@hotpath/orders/algorithms";
import { RouterStage } from "@hotpath/orders/routing";
import { AccountStage } from "@hotpath/portfolio";
import { assemble, instruments, run } from "./full-engine.ts";

/** The table's columns. */
interface Row {
  type: string;
  event: string;
  role: string;
  says: string;
  handledBy: string[];
  emittedBy: string[];
}

const page = await Bun.file(join(import.meta.dir, "../architecture.md")).text();

function readRows(): Row[] {
  const lines = page.split("\n").filter((line) => /^\| \d+ \|/.test(line));
  return lines.map((line) => {
    const [type = "", event = "", role = "", says = "", handledBy = "", emittedBy = ""] = line
      .slice(2, -2)
      .split(" | ")
      .map((cell) => cell.trim());
    const names = (cell: string): string[] => (cell === "" ? [] : cell.split(", ").sort());
    return {
      type,
      event: event.replaceAll("`", ""),
      role,
      says,
      handledBy: names(handledBy),
      emittedBy: names(emittedBy),
    };
  });
}

/** What the table calls a stage: every venue is one, and what only looks on is none. */
function tableName(stage: Stage): string | undefined {
  if (stage.name === "trades") return undefined;
  if (stage instanceof StrategyStage) return "strategy";
  return stage.name === "exchange" ? "venue" : stage.name;
}

/** A strategy that listens to all that there is. */
const listener = defineStrategy({
  name: "listener",
  parameters: {},
  create: () => ({
    onBook: () => {},
    onTrade: () => {},
    onBar: () => {},
    onSignal: () => {},
    onOrder: () => {},
    onTimer: () => {},
  }),
});

/** Event type → names of the stages that handle it. */
function handlers(): Map<number, Set<string>> {
  using assembly = assemble(1n);
  const { portfolio } = assembly;
  using strategies = new StrategyEngine({
    config: { instruments: [{ id: 1, symbol: "AAA", priceDecimals: 2 }], groups: true, emulation: {} },
    strategies: [{ definition: listener }],
  });
  const stages: Stage[] = [
    ...assembly.stages,
    new MovingAverageCross({ instruments, portfolio, orderIds: new OrderIds() }),
    new SimulatedExchange({ instruments, seed: 1n }),
    new PaperVenue({ instruments: instruments.size }),
    new BarVenue(),
    new ReplayVenue({ instruments, depth: "orders" }),
    new MatchingStage({ instruments: 1 }),
    new OrderBookStage({ instruments: 1 }),
    new AlgorithmStage({ instruments }),
    new RouterStage({ instruments, venues: [{ venue: 1 }] }),
    new DeskStage({ orderIds: new OrderIds() }),
    ...strategies.engine.stages,
  ];
  const found = new Map<number, Set<string>>();
  for (const stage of stages) {
    const name = tableName(stage);
    if (name === undefined) continue;
    for (const type of stage.handles) found.set(type, (found.get(type) ?? new Set()).add(name));
  }
  return found;
}

/** Every pair of a stage and an event that it was seen to emit in a session. */
function emissions(): Set<string> {
  using assembly = assemble(7n);
  const seen = new Set<string>();
  for (const stage of [...assembly.stages, assembly.exchange]) {
    const name = tableName(stage);
    const on = stage.on.bind(stage);
    stage.on = (event: EventCursor, out: EventSink): void => {
      const begin = out.begin;
      out.begin = (typeVersion, ...rest) => {
        seen.add(`${name} ${EVENT_NAMES[typeVersion & 0xffff]}`);
        return begin.call(out, typeVersion, ...rest);
      };
      on(event, out);
      out.begin = begin;
    };
  }
  run(assembly, 30_000);
  return seen;
}

describe("the table of events", () => {
  const rows = readRows();

  test("has every event of the schema, with its number, role and meaning", () => {
    const want = EVENT_SCHEMA.map(({ type, name, role, doc }) => ({ type: `${type}`, event: name, role, says: doc }));
    expect(rows.map(({ type, event, role, says }) => ({ type, event, role, says }))).toEqual(want);
  });

  test("names exactly the stages that handle each event", () => {
    const found = handlers();
    const want = EVENT_SCHEMA.map(({ type, name }) => [name, [...(found.get(type) ?? [])].sort()]);
    expect(rows.map(({ event, handledBy }) => [event, handledBy])).toEqual(want);
  });

  test("names an emitter for each output, and leaves none out that a session shows", () => {
    const pairs = new Set(rows.flatMap(({ event, emittedBy }) => emittedBy.map((name) => `${name} ${event}`)));
    const seen = emissions();
    expect(seen.size).toBeGreaterThan(6);
    expect([...seen].filter((pair) => !pairs.has(pair))).toEqual([]);
    expect(rows.filter(({ role, emittedBy }) => role === "output" && emittedBy.length === 0)).toEqual([]);
  });
});
