/** Answers to `query`: what is kept, as plain values. */
import type { QueryMessage } from "../protocol/index.ts";
import type { ReadModel } from "./read-model.ts";
import { Refusal } from "./refusal.ts";

const MOST = 10_000;

/** What was asked for. @throws {Refusal} for bounds that are none, and what this gateway does not keep */
export function answerQuery(message: QueryMessage, model: ReadModel): unknown {
  const { from = 0, to = Number.MAX_SAFE_INTEGER, limit = 1000 } = message;
  if (limit < 1 || limit > MOST) throw new Refusal("BAD_VALUE", `got ${limit}; allowed: 1 to ${MOST}`, "limit");
  const rows = <T extends { sequence: number }>(all: Iterable<T>): T[] => {
    const found: T[] = [];
    for (const row of all) if (row.sequence >= from && row.sequence < to && found.push(row) === limit) break;
    return found;
  };
  switch (message.what) {
    case "orders":
      return rows([...model.orders.ended(), ...model.orders.working()]);
    case "fills":
    case "signals": {
      const log = model.log(message.what);
      const places = Array.from({ length: log.end - log.start }, (_, k) => log.at(log.start + k));
      return rows(places);
    }
    case "positions":
      return model.link.positions().slice(0, limit);
    case "strategies":
      return model.link.strategies().slice(0, limit);
    case "limits":
      return model.link.risk().limits;
    case "statistics":
      return model.figures();
    case "journal":
      throw new Refusal("UNAVAILABLE", "this gateway reads no journal", "what");
  }
}
