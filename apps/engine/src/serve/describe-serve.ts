import { fileURLToPath } from "node:url";
import { ConfigError, type InstrumentDefinition } from "@hotpath/core";
import { parseParameterTexts, type StrategyDefinition, type StrategyEngineConfig } from "@hotpath/engine";
import { DeskStage } from "@hotpath/gateway/server";
import { BUILD, type LoadedStrategy, loadDescribed, type RunDescription } from "../run/assembly.ts";
import type { RunFeed } from "../run/feeds/feed.ts";
import { openFeed } from "../run/feeds/open-feed.ts";
import { prefixNow } from "../run/fix-venue/fix-link.ts";
import type { FixVenueSettings } from "../run/fix-venue/fix-venue-options.ts";
import { readConfig } from "../run/read-config.ts";
import { openClientFeed, parseInstruments } from "./markets/client-feed.ts";
import type { ServeOptions } from "./serve-options.ts";

/** Feeds on which the built-in strategy trades where none is named. */
const TRADED_FEEDS: readonly string[] = ["demo", "client"];

/** An engine as it is to be put together, and what it is fed by. */
export interface Served {
  run: RunDescription;
  strategies: LoadedStrategy[];
  feed: RunFeed;
}

/**
 * What the command line asks for.
 *
 * @param files the strategies'
 * @throws {ConfigError} naming the option that is wrong
 */
export async function describeServe(
  files: readonly string[],
  options: ServeOptions,
  fix: FixVenueSettings | undefined,
  isOver: () => boolean,
): Promise<Served> {
  const isClient = options.feed === "client";
  const own = options.config === undefined ? {} : await readConfig(options.config, isClient);
  if (options.instruments !== undefined && !isClient)
    throw new ConfigError("--instruments", options.instruments, "none, unless --feed is client: the feed names them");
  const named = options.instruments === undefined ? own.instruments : parseInstruments(options.instruments);
  const feed = isClient ? openClientFeed(named) : await openFeed(feedOptions(options), isOver);
  if (fix !== undefined && feed.venue === "exchange")
    throw new ConfigError("--feed", options.feed, "a market of its own has its own venue: --venue sim");
  const strategies = await loadStrategies(files, options);
  const instruments: readonly InstrumentDefinition[] = feed.instruments;
  const engine: StrategyEngineConfig = { ...feed.config, ...own, instruments };
  const run: RunDescription = {
    kind: "hotpath.run",
    format: 1,
    build: BUILD,
    feed: options.feed,
    venue: fix === undefined ? feed.venue : "fix",
    clock: options.clock ?? (feed.isLive || fix !== undefined ? "wall" : "event"),
    engine,
    strategies: strategies.map(({ description }) => description),
    checkpointEvery: options.checkpointEvery,
    ...(fix && { fix: { session: fix.setup.name, prefix: prefixNow() } }),
    serve: {
      life: crypto.randomUUID(),
      desk: DeskStage.NUMBER,
      ...(feed.venue === "exchange" && { seed: `${options.seed}` }),
    },
  };
  return { run, strategies, feed };
}

function feedOptions(options: ServeOptions) {
  const { symbol, symbols, ...rest } = options;
  return { ...rest, symbols: symbol, demoSymbols: symbols, events: Number.POSITIVE_INFINITY };
}

async function loadStrategies(files: readonly string[], options: ServeOptions): Promise<LoadedStrategy[]> {
  const isBuiltIn = files.length === 0 && options.strategy !== false && TRADED_FEEDS.includes(options.feed);
  const all = isBuiltIn ? [fileURLToPath(new URL("signal-strategy.ts", import.meta.url))] : files;
  const taken = new Set<string>();
  const texts = (definition: StrategyDefinition): string[] => {
    const found = options.param.filter((text) => ownerOf(text) === (all.length > 1 ? definition.name : undefined));
    const prefixed = options.param.filter((text) => ownerOf(text) === definition.name);
    const mine = [...new Set([...found, ...prefixed])];
    for (const text of mine) taken.add(text);
    return mine.map((text) => (ownerOf(text) === undefined ? text : text.slice(definition.name.length + 1)));
  };
  const strategies: LoadedStrategy[] = [];
  for (const file of all)
    strategies.push(
      await loadDescribed(
        file,
        (definition) => parseParameterTexts(definition.parameters, texts(definition), definition.name),
        options.onFault,
      ),
    );
  const nobodys = options.param.find((text) => !taken.has(text));
  if (nobodys !== undefined)
    throw new ConfigError(
      "--param",
      nobodys,
      "name=value of the strategy, or STRATEGY.name=value where there are several",
    );
  return strategies;
}

/** The strategy that a parameter's text names: `cross` of `cross.fast=7`, none of `fast=7`. */
function ownerOf(text: string): string | undefined {
  const name = text.split("=", 1)[0]!;
  const dot = name.lastIndexOf(".");
  return dot === -1 ? undefined : name.slice(0, dot);
}
