/**
 * How an engine was put together, as plain JSON: what `hotpath run` writes into a journal's metadata, and what
 * `hotpath replay` puts the same engine together from.
 */
import { resolve } from "node:path";
import { ConfigError, hashBytes, InputError } from "@hotpath/core";
import {
  type FaultPolicy,
  loadStrategy,
  parseParameters,
  type StrategyDefinition,
  StrategyEngine,
  type StrategyEngineConfig,
  type StrategyEngineOptions,
} from "@hotpath/engine";
import { version } from "../version.ts";
import type { VenueKind } from "./feeds/feed.ts";
import { resolveHotpath } from "./resolve-hotpath.ts";

/** One strategy of a run. */
export interface StrategyDescription {
  /** Its file, an absolute path. */
  file: string;
  /** Hash of the file's bytes, so that a replay by another file is told as such. */
  fileHash: string;
  name: string;
  parameters: Record<string, number | string | boolean>;
  onFault: FaultPolicy;
}

/** All that a replay must know. */
export interface RunDescription {
  /** What the rest is to be read as. */
  kind: "hotpath.run";
  format: 1;
  build: string;
  feed: string;
  venue: VenueKind;
  /** Whether time is that of the events, or of the machine's clock. */
  clock: "event" | "wall";
  engine: StrategyEngineConfig;
  strategies: StrategyDescription[];
  checkpointEvery: number;
  /** Of a run over FIX: the session's name, and what all ClOrdIDs begin with. */
  fix?: { session: string; prefix: string };
  /** Of an engine behind a gateway. */
  serve?: ServeDescription;
}

/** What an engine behind a gateway is beside. */
export interface ServeDescription {
  /** Names this life of the engine to its clients: it goes on where the journal is gone on with. */
  life: string;
  /** The number under which the gateway's orders go. */
  desk: number;
  /** Of the simulated exchange, in decimal: the market that is gone on with. */
  seed?: string;
}

/** A strategy's file that was loaded, and its values. */
export interface LoadedStrategy {
  definition: StrategyDefinition;
  description: StrategyDescription;
}

/**
 * Loads a strategy and settles its parameters.
 *
 * @throws {ConfigError} naming the file, or the parameter that is wrong
 */
export async function loadDescribed(
  file: string,
  parameters: (definition: StrategyDefinition) => Readonly<Record<string, unknown>>,
  onFault: FaultPolicy,
): Promise<LoadedStrategy> {
  const path = resolve(file);
  if (!(await Bun.file(path).exists()))
    throw new ConfigError("STRATEGY", file, "a file of a strategy, such as cross.ts");
  await resolveHotpath(path);
  const definition = await loadStrategy(path);
  const { name } = definition;
  const values = parseParameters(definition.parameters, parameters(definition), name);
  const fileHash = hashBytes(await Bun.file(path).bytes());
  return { definition, description: { file: path, fileHash, name, parameters: { ...values }, onFault } };
}

/** The build, as journals have it. */
export const BUILD: string = `hotpath ${version}`;

/**
 * What a journal says of the run that wrote it.
 *
 * @throws {InputError} if it is no journal of a run
 */
export function describedRun(metadata: Readonly<Record<string, unknown>>, folder: string): RunDescription {
  const run = metadata.configuration as Partial<RunDescription> | undefined;
  if (run?.kind !== "hotpath.run")
    throw new InputError(
      "INPUT_INVALID",
      `the journal in ${folder} does not say what engine wrote it: hotpath run does`,
    );
  if (run.format !== 1)
    throw new InputError("INPUT_INVALID", `the journal in ${folder} has format ${run.format}; this build reads 1`);
  return run as RunDescription;
}

/** The engine of a description. */
export function assemble(
  run: RunDescription,
  strategies: readonly LoadedStrategy[],
  parts: Pick<StrategyEngineOptions, "venue" | "journal" | "observers" | "orderIds" | "timeEvery">,
): StrategyEngine {
  return new StrategyEngine({
    config: run.engine,
    strategies: strategies.map(({ definition, description }) => ({
      definition,
      parameters: description.parameters,
      onFault: description.onFault,
    })),
    journalOutputs: "decisions",
    checkpointEvery: run.checkpointEvery,
    ...parts,
  });
}
