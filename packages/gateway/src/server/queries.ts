/** Answers to `query`, by message and over HTTP: what is kept, in pages that lose nothing. */
import { EVENT_NAMES, type EventCursor } from "@hotpath/core";
import { JournalReader } from "@hotpath/journal";
import type { QueryMessage } from "../protocol/index.ts";
import { eventMessage, type ReadModel } from "./read-model.ts";
import { Refusal } from "./refusal.ts";
import type { TopicLog } from "./topic-log.ts";

/** What is asked for, and which part of it. */
export type Query = Omit<QueryMessage, "type" | "id">;

/** What was asked for, and from which sequence to go on where that is not all. */
export interface QueryAnswer {
  value: unknown;
  next?: number;
}

/** Rows of a page, at the most; the last input's rows are all in it, and so it may have a few more. */
const MOST = 10_000;
/** Records of the journal that one query looks at, at the most: it shares its thread with the engine. */
const MOST_RECORDS = 100_000;

const KNOWN_NAMES: ReadonlySet<string> = new Set(Object.values(EVENT_NAMES));

/** @throws {Refusal} for bounds that are none, and what this gateway does not keep */
export function answerQuery(query: Query, model: ReadModel): QueryAnswer {
  checkQuery(query, model);
  const { limit = 1000, instrument } = query;
  const { link } = model;
  switch (query.what) {
    case "orders": {
      const all = [...model.orders.ended(), ...model.orders.working()];
      return pageOf(
        all.sort((a, b) => a.sequence - b.sequence),
        query,
      );
    }
    case "fills":
    case "signals":
      return pageOf(logRows(model.log(query.what), query.from ?? 0), query);
    case "positions":
      return {
        value: link
          .positions()
          .filter((position) => instrument === undefined || position.instrument === instrument)
          .slice(0, limit),
      };
    case "strategies":
      return { value: link.strategies().slice(0, limit) };
    case "limits":
      return { value: link.risk().limits };
    case "statistics":
      return { value: model.figures() };
    case "journal":
      return journalPage(query, model);
  }
}

function checkQuery(query: Query, model: ReadModel): void {
  const { from = 0, to = 0, limit = 1000, instrument, names } = query;
  const { size } = model.link.instruments;
  const check = (path: string, isFit: boolean, allowed: string): void => {
    if (!isFit) throw new Refusal("BAD_VALUE", `got ${query[path as keyof Query]}; allowed: ${allowed}`, path);
  };
  check("from", from >= 0, "a sequence from 0");
  check("to", to >= 0, "a sequence from 0");
  check("limit", limit >= 1 && limit <= MOST, `1 to ${MOST}`);
  check("instrument", instrument === undefined || (instrument >= 0 && instrument < size), `0 to ${size - 1}`);
  check("names", names === undefined || query.what === "journal", "none, unless journal is asked for");
  for (const [place, name] of (names ?? []).entries())
    if (!KNOWN_NAMES.has(name))
      throw new Refusal(
        "BAD_VALUE",
        `got ${name.slice(0, 64)}; allowed: types of events such as Quote`,
        `names[${place}]`,
      );
}

type Row = { sequence: number } & object;

/** A page of rows whose sequences rise. All rows of one sequence are in one page. */
function pageOf(
  all: Iterable<Row>,
  { from = 0, to = Number.MAX_SAFE_INTEGER, limit = 1000, instrument }: Query,
): QueryAnswer {
  const rows: Row[] = [];
  for (const row of all) {
    if (row.sequence < from) continue;
    if (row.sequence >= to) break;
    if (instrument !== undefined && "instrument" in row && row.instrument !== instrument) continue;
    if (rows.length >= limit && row.sequence !== rows.at(-1)!.sequence) return { value: rows, next: row.sequence };
    rows.push(row);
  }
  return { value: rows };
}

function* logRows(log: TopicLog, from: number): Iterable<Row> {
  for (let { place } = log.after(from - 1); place < log.end; place++) yield log.at(place);
}

function journalPage(
  { from = 0, to = Number.MAX_SAFE_INTEGER, limit = 1000, instrument, names }: Query,
  model: ReadModel,
): QueryAnswer {
  const { journal } = model.link;
  if (journal === undefined) throw new Refusal("UNAVAILABLE", "this gateway reads no journal", "what");
  journal.flush();
  const wanted = names === undefined ? undefined : new Set(names);
  const rows: Row[] = [];
  let looked = 0;
  let last = -1;
  using reader = JournalReader.open(journal.folder, { onDamage: "stop" });
  for (const event of reader.range({ from, to })) {
    const { sequence } = event;
    const isFull = rows.length >= limit || looked >= MOST_RECORDS;
    if (isFull && sequence !== last) return { value: rows, next: sequence };
    last = sequence;
    looked += 1;
    if (instrument !== undefined && event.instrument !== instrument) continue;
    if (wanted === undefined || wanted.has(nameOf(event))) rows.push(journalRow(event));
  }
  return { value: rows };
}

function nameOf({ type }: EventCursor): string {
  return EVENT_NAMES[type] ?? `${type}`;
}

function journalRow(event: EventCursor) {
  const { type: _, ...row } = eventMessage(event);
  return row;
}
