/**
 * Risk limits as rows of numbers, the form in which they travel in `RiskLimit` events: one row a value, in an order that
 * depends on nothing but the limits, and back.
 */
import {
  ConfigError,
  InputError,
  type InstrumentRegistry,
  NO_INSTRUMENT,
  RiskScope,
  type SnapshotReader,
  type SnapshotWriter,
} from "@hotpath/core";
import { parseRiskLimits, type RiskLimits } from "./risk-limits.ts";

/** One value of the limits. */
export interface LimitRow {
  /** RiskScope */
  scope: number;
  /** Number of the account or strategy; 0 for the firm and for an instrument. */
  scopeId: number;
  /** Dense index of the instrument; −1 where none is meant. */
  instrument: number;
  /** Index into {@link LIMIT_FIELDS}. */
  field: number;
  /** In the field's own unit; 1 and 0 are true and false. */
  value: number;
}

/** The fields that a row can be about. Places are stable: new fields are appended. */
export const LIMIT_FIELDS: readonly string[] = [
  "maxPortfolioVar",
  "maxPositionVar",
  "maxDrawdown",
  "maxDailyLoss",
  "maxLeverage",
  "maxConcentration",
  "maxPositions",
  "maxPriceDeviation",
  "maxOrderSize",
  "maxOrderNotional",
  "maxPosition",
  "maxShort",
  "maxGrossExposure",
  "maxNetExposure",
  "maxReferenceAgeMicros",
  "duplicateWindowMicros",
  "allowSelfCrossing",
  "deadManMicros",
  "capital",
  "account",
  "restricted",
  "session.openMicros",
  "session.closeMicros",
  "session.days",
  "orderRate.count",
  "orderRate.micros",
  "orderRate.burst",
  "messageRate.count",
  "messageRate.micros",
  "messageRate.burst",
  "rejectBreaker.count",
  "rejectBreaker.micros",
  "rejectBreaker.burst",
  "loopBreaker.count",
  "loopBreaker.micros",
  "loopBreaker.burst",
  "level",
];

const RESTRICTED = LIMIT_FIELDS.indexOf("restricted");
/** Says only that an account, strategy or instrument is named: every one of them has this row first. */
const LEVEL = LIMIT_FIELDS.indexOf("level");
const GROUPS = ["", "accounts", "strategies", "instruments"] as const;

/** Every value of the limits, defaults included. */
export function limitRows(limits: RiskLimits, instruments: InstrumentRegistry): LimitRow[] {
  const rows: LimitRow[] = [];
  addLevel(rows, RiskScope.Firm, 0, NO_INSTRUMENT, limits, instruments);
  for (const scope of [RiskScope.Account, RiskScope.Strategy, RiskScope.Instrument] as const) {
    const group = (limits as unknown as Record<string, Record<string, object> | undefined>)[GROUPS[scope]!] ?? {};
    for (const key of Object.keys(group).sort((a, b) => Number(a) - Number(b))) {
      const isInstrument = scope === RiskScope.Instrument;
      const index = isInstrument ? instruments.indexOf(Number(key)) : NO_INSTRUMENT;
      addLevel(rows, scope, isInstrument ? 0 : Number(key), index, group[key]!, instruments);
    }
  }
  return rows;
}

/**
 * The limits that rows speak of.
 *
 * @throws {ConfigError} naming what is wrong, as `parseRiskLimits`; {InputError} for a field or scope that is unknown
 */
export function limitsOfRows(rows: readonly LimitRow[], instruments: InstrumentRegistry): RiskLimits {
  const limits: Record<string, unknown> = {};
  for (const row of rows) {
    const level = levelOf(limits, row, instruments);
    const [name = "", part] = (LIMIT_FIELDS[row.field] ?? "").split(".");
    if (name === "") throw new InputError("INPUT_INVALID", `there is no limit ${row.field}`);
    if (row.field === LEVEL) continue;
    if (row.field === RESTRICTED) {
      level.restricted = [...((level.restricted as number[] | undefined) ?? []), idOf(row.instrument, instruments)];
    } else if (part === undefined) level[name] = name === "allowSelfCrossing" ? row.value === 1 : row.value;
    else {
      const value = part === "days" ? daysOf(row.value) : row.value;
      level[name] = { ...((level[name] as object | undefined) ?? {}), [part]: value };
    }
  }
  return parseRiskLimits(limits, "riskLimits", instruments);
}

/** Writes rows to a snapshot. */
export function writeLimitRows(writer: SnapshotWriter, rows: readonly LimitRow[]): void {
  writer.i32(rows.length);
  for (const { scope, scopeId, instrument, field, value } of rows)
    writer.f64s(Float64Array.of(scope, scopeId, instrument, field, value));
}

/** Reads rows from a snapshot. */
export function readLimitRows(reader: SnapshotReader): LimitRow[] {
  const row = new Float64Array(5);
  return Array.from({ length: reader.i32() }, () => {
    reader.f64s(row);
    const [scope = 0, scopeId = 0, instrument = 0, field = 0, value = 0] = row;
    return { scope, scopeId, instrument, field, value };
  });
}

/** The limits of a snapshot. @throws {InputError} `CORRUPT` if they are none */
export function readLimits(reader: SnapshotReader, instruments: InstrumentRegistry): RiskLimits {
  const rows = readLimitRows(reader);
  try {
    return limitsOfRows(rows, instruments);
  } catch (cause) {
    throw new InputError("CORRUPT", "snapshot: risk limits that are none", { cause });
  }
}

/** The nested object that a row belongs to, made where it is not there yet. */
function levelOf(
  limits: Record<string, unknown>,
  row: LimitRow,
  instruments: InstrumentRegistry,
): Record<string, unknown> {
  if (row.scope === RiskScope.Firm) return limits;
  const group = GROUPS[row.scope];
  if (group === undefined) throw new InputError("INPUT_INVALID", `there is no scope ${row.scope}`);
  limits[group] ??= {};
  const levels = limits[group] as Record<string, Record<string, unknown>>;
  const key = row.scope === RiskScope.Instrument ? idOf(row.instrument, instruments) : row.scopeId;
  levels[key] ??= {};
  return levels[key];
}

function idOf(index: number, instruments: InstrumentRegistry): number {
  const instrument = instruments.list[index];
  if (instrument === undefined) throw new ConfigError("riskLimits.instruments", index, "an index of an instrument");
  return instrument.id;
}

function addLevel(
  rows: LimitRow[],
  scope: number,
  scopeId: number,
  instrument: number,
  level: object,
  instruments: InstrumentRegistry,
): void {
  if (scope !== RiskScope.Firm) rows.push({ scope, scopeId, instrument, field: LEVEL, value: 1 });
  for (let field = 0; field < LIMIT_FIELDS.length; field++) {
    if (field === LEVEL) continue;
    const [name = "", part] = LIMIT_FIELDS[field]!.split(".");
    const entry = (level as Record<string, unknown>)[name];
    if (field === RESTRICTED) {
      for (const id of (entry as readonly number[] | undefined) ?? [])
        rows.push({ scope, scopeId, instrument: instruments.indexOf(id), field, value: 1 });
      continue;
    }
    const value = part === undefined ? entry : (entry as Record<string, unknown> | undefined)?.[part];
    if (value !== undefined) rows.push({ scope, scopeId, instrument, field, value: numberOf(value) });
  }
}

function numberOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((mask, day: number) => mask | (1 << day), 0);
  return Number(value);
}

function daysOf(mask: number): number[] {
  return [0, 1, 2, 3, 4, 5, 6].filter((day) => (mask & (1 << day)) !== 0);
}
