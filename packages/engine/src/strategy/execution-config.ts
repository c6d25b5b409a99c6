/**
 * Execution algorithms and smart order routing as an engine's configuration asks for them: plain JSON, checked field by
 * field, and the stages that come of it.
 */
import { ConfigError, type InstrumentRegistry } from "@hotpath/core";
import { flag, integerIn, numberIn, parseConfig } from "@hotpath/core/config";
import { AlgorithmStage, type AlgorithmStageOptions } from "@hotpath/orders/algorithms";
import { RouterStage, type RouterStageOptions } from "@hotpath/orders/routing";
import * as v from "valibot";

/** Children of algorithms have ids from here on, by default: 2^51. Ids that users count stay below. */
export const FIRST_CHILD: number = 2 ** 51;
/** Children of the router, by default: 3·2^50. */
export const FIRST_ROUTED: number = 3 * 2 ** 50;
/** Orders that groups send by themselves, by default: 2^52. */
export const FIRST_OF_GROUPS: number = 2 ** 52;

/** How algorithms work orders. Each field has the default of `AlgorithmStageOptions` of `@hotpath/orders/algorithms`. */
export interface AlgorithmsConfig extends Omit<AlgorithmStageOptions, "instruments" | "timer" | "routes"> {
  /** Whether children that take go to the router. Default: whether there is one. */
  routes?: boolean;
}

/** The venues that orders are routed over, and how. Each field is that of `RouterStageOptions` of `@hotpath/orders/routing`. */
export interface RouterConfig extends Omit<RouterStageOptions, "instruments" | "timer"> {}

const SAFE = Number.MAX_SAFE_INTEGER;

const algorithmsSchema = v.strictObject({
  maxAlgorithms: v.optional(integerIn(1, 65_536)),
  firstChildId: v.optional(integerIn(FIRST_CHILD, FIRST_ROUTED - 1)),
  seed: v.optional(integerIn(0, SAFE)),
  patienceMicros: v.optional(integerIn(0, SAFE)),
  retryMicros: v.optional(integerIn(1, SAFE)),
  maxRefusals: v.optional(integerIn(1, SAFE)),
  volumeIncludesOwn: v.optional(flag),
  impact: v.optional(
    v.record(
      v.string(),
      v.strictObject({
        volatility: numberIn(0, 1e15),
        temporaryImpact: numberIn(0, 1e15, true),
        permanentImpact: v.optional(numberIn(0, 1e15)),
        fixedCost: v.optional(numberIn(0, 1e15)),
      }),
    ),
  ),
  profile: v.optional(
    v.strictObject({
      binMicros: v.optional(integerIn(1_000_000, 86_400_000_000)),
      dayStartMicros: v.optional(integerIn(0, 86_399_999_999)),
      days: v.optional(integerIn(1, 1000)),
    }),
  ),
  routes: v.optional(flag),
});

const routerSchema = v.strictObject({
  venues: v.pipe(
    v.array(
      v.strictObject({
        venue: integerIn(0, 65_535),
        takerFee: v.optional(numberIn(-1000, 1000)),
        makerFee: v.optional(numberIn(-1000, 1000)),
        takerFeePerUnit: v.optional(numberIn(-1e9, 1e9)),
        makerFeePerUnit: v.optional(numberIn(-1e9, 1e9)),
        orderFee: v.optional(numberIn(0, 1e15)),
        latencyMicros: v.optional(numberIn(0, 1e9)),
        fillProbability: v.optional(numberIn(0, 1)),
        hiddenLiquidity: v.optional(numberIn(0, 100)),
        lot: v.optional(numberIn(0, SAFE)),
        minSize: v.optional(numberIn(0, SAFE)),
        hasImmediateOrCancel: v.optional(flag),
      }),
    ),
    v.check((venues) => venues.length >= 1 && venues.length <= 30, "an array of 1 to 30 venues"),
  ),
  costs: v.optional(
    v.strictObject({
      chasePenalty: v.optional(numberIn(0, 1e15)),
      decayPerMicro: v.optional(numberIn(0, 1e15)),
    }),
  ),
  maxRoutes: v.optional(integerIn(1, 65_536)),
  firstChildId: v.optional(integerIn(FIRST_ROUTED, FIRST_OF_GROUPS - 1)),
  depth: v.optional(integerIn(1, 64)),
  staleMicros: v.optional(numberIn(0, SAFE, true)),
  timeoutMicros: v.optional(integerIn(1, SAFE)),
  restMicros: v.optional(integerIn(0, SAFE)),
  maxRounds: v.optional(integerIn(1, 1_000_000)),
  learningWeight: v.optional(numberIn(0, 1)),
});

/** The stages that work and route orders, those that there are. */
export interface ExecutionStages {
  readonly algorithms: AlgorithmStage | undefined;
  readonly router: RouterStage | undefined;
  /** Whether the market's impact on an instrument is known, which implementation shortfall needs. */
  hasImpact(instrument: number): boolean;
}

/**
 * The stages that a configuration asks for. They belong before the order manager, algorithms first.
 *
 * @param algorithms `true` for the defaults; undefined or `false` for none
 * @param path of the object that has the two, for errors
 * @throws {ConfigError} naming the path, the value and what is allowed
 */
export function executionStages(
  algorithms: unknown,
  router: unknown,
  instruments: InstrumentRegistry,
  path: string,
): ExecutionStages {
  const routed =
    router === undefined ? undefined : (parseConfig(routerSchema, router, `${path}.router`) as RouterConfig);
  const routerStage = routed && new RouterStage({ instruments, ...routed });
  if (algorithms === undefined || algorithms === false)
    return { algorithms: undefined, router: routerStage, hasImpact: () => false };
  const at = `${path}.algorithms`;
  if (algorithms !== true && (typeof algorithms !== "object" || algorithms === null))
    throw new ConfigError(at, algorithms, "true, false, or an object of options");
  const worked = parseConfig(algorithmsSchema, algorithms === true ? {} : algorithms, at) as AlgorithmsConfig;
  for (const id of Object.keys(worked.impact ?? {}))
    if (instruments.indexOf(Number(id)) === -1)
      throw new ConfigError(`${at}.impact.${id}`, id, `one of the ids ${instruments.list.map((i) => i.id).join(", ")}`);
  if (worked.routes === true && routed === undefined)
    throw new ConfigError(`${at}.routes`, true, `false, or venues in ${path}.router`);
  return {
    algorithms: new AlgorithmStage({ instruments, routes: routed !== undefined, ...worked }),
    router: routerStage,
    hasImpact: (instrument) => worked.impact?.[instruments.list[instrument]!.id] !== undefined,
  };
}
