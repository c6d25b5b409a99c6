import { ConfigError, EventCursor, formatTimestamp, InputError, parseTimestamp, type Stage } from "@hotpath/core";
import { OrderIds, OutputHash, ReplayDivergence, type StrategyEngine } from "@hotpath/engine";
import { JournalReader } from "@hotpath/journal";
import { assemble, describedRun, type LoadedStrategy, loadDescribed, type RunDescription } from "../run/assembly.ts";

/** What the command line says. */
export interface ReplayOptions {
  /** A sequence, or a time. */
  until?: string;
  assertHash?: string;
  json?: boolean;
}

/** What a replay has come to. */
interface ReplayOutcome {
  journal: string;
  sequence: number;
  time: string;
  inputs: number;
  /** Recorded outputs and checkpoints that were compared. */
  compared: number;
  stateHash: string;
  ordersHash: string;
  fillsHash: string;
  equity: string;
  divergence: { message: string; sequence: number } | null;
  seconds: number;
}

/**
 * `hotpath replay`: runs a journal again, in an engine put together as the one that wrote it was, and compares.
 *
 * @returns the status to exit with: 1 where the replay comes to something else than was recorded, or than was asked for
 */
export async function runReplay(folder: string, options: ReplayOptions): Promise<number> {
  const until = options.until === undefined ? undefined : parseUntil(options.until);
  const wanted = options.assertHash?.toLowerCase();
  if (wanted !== undefined && !/^[0-9a-f]{32}$/.test(wanted))
    throw new ConfigError(
      "--assert-hash",
      options.assertHash,
      "a hash of 32 hexadecimal digits, as hotpath run prints it",
    );
  using reader = JournalReader.open(folder);
  const run = describedRun(reader.metadata, folder);
  const strategies: LoadedStrategy[] = [];
  for (const description of run.strategies) strategies.push(await reload(description));
  const hash = new OutputHash({ instruments: run.engine.instruments.length });
  const orderIds = new OrderIds();
  const desks = run.serve === undefined ? [] : [await deskOf(run.serve.desk, orderIds)];
  using engine = assemble(run, strategies, { orderIds, observers: [...desks, hash] });
  const outcome = replayAll(folder, reader, engine, hash, until);
  const isOther = wanted !== undefined && wanted !== outcome.stateHash;
  process.stdout.write(options.json === true ? `${JSON.stringify(outcome)}\n` : textOf(outcome, run));
  if (isOther) process.stderr.write(`hotpath: the state's hash is ${outcome.stateHash}, not ${wanted}\n`);
  return outcome.divergence !== null || isOther ? 1 : 0;
}

/** Who asks for the orders of clients, where the engine was behind a gateway. */
async function deskOf(number: number, orderIds: OrderIds): Promise<Stage> {
  const { DeskStage } = await import("@hotpath/gateway/server");
  return new DeskStage({ number, orderIds });
}

async function reload(description: RunDescription["strategies"][number]): Promise<LoadedStrategy> {
  const loaded = await loadDescribed(description.file, () => description.parameters, description.onFault);
  if (loaded.description.fileHash !== description.fileHash)
    process.stderr.write(`hotpath: ${description.file} has changed since the journal was written\n`);
  return loaded;
}

/** A sequence, or nanoseconds since the epoch. */
type Until = { sequence: number } | { time: bigint };

function parseUntil(text: string): Until {
  if (/^\d+$/.test(text)) {
    const sequence = Number(text);
    if (Number.isSafeInteger(sequence)) return { sequence };
  } else {
    try {
      return { time: parseTimestamp(text) };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  throw new ConfigError("--until", text, "a sequence, or a time such as 2024-01-02T14:30:00Z");
}

function isBehind(event: EventCursor, until: Until | undefined): boolean {
  if (until === undefined) return false;
  return "sequence" in until ? event.sequence > until.sequence : event.time > until.time;
}

function replayAll(
  folder: string,
  reader: JournalReader,
  engine: StrategyEngine,
  hash: OutputHash,
  until: Until | undefined,
): ReplayOutcome {
  const started = performance.now();
  const event = new EventCursor();
  const first = engine.engine.sequence;
  let records = 0;
  let divergence: ReplayOutcome["divergence"] = null;
  try {
    while (reader.next(event) && !isBehind(event, until)) {
      engine.replay(event);
      records += 1;
    }
  } catch (error) {
    if (!(error instanceof ReplayDivergence)) throw error;
    divergence = { message: error.message, sequence: error.sequence };
  }
  const inputs = engine.engine.sequence - first;
  return {
    journal: folder,
    sequence: engine.engine.sequence,
    time: formatTimestamp(engine.engine.lastTime),
    inputs,
    compared: records - inputs,
    stateHash: engine.engine.stagesHash(),
    ordersHash: hash.orders(),
    fillsHash: hash.fills(),
    equity: engine.portfolio.statement().equity,
    divergence,
    seconds: Math.round(performance.now() - started) / 1000,
  };
}

function textOf(outcome: ReplayOutcome, run: RunDescription): string {
  const { sequence, time, inputs, compared, stateHash, equity, divergence, seconds } = outcome;
  const lines = [
    `journal    ${outcome.journal}, written by ${run.build}`,
    `inputs     ${inputs} in ${seconds} s, up to ${sequence} at ${time}`,
    `compared   ${compared} outputs and checkpoints${divergence === null ? ", all the same" : ""}`,
    `equity     ${equity}`,
    `state      ${stateHash}`,
    `orders     ${outcome.ordersHash}`,
    `fills      ${outcome.fillsHash}`,
    ...(divergence === null ? [] : [`diverged   ${divergence.message}`]),
  ];
  return `${lines.join("\n")}\n`;
}
