/** For the replays of `hotpath serve`: puts the engine of a journal's description together, in a Worker. */
import { OrderIds } from "@hotpath/engine";
import { type AssembleReplay, DeskStage } from "@hotpath/gateway/server";
import { assemble, type LoadedStrategy, loadDescribed, type RunDescription } from "../run/assembly.ts";

/** @throws {ConfigError} for a strategy's file that is gone or does not fit its parameters */
export const assembleReplay: AssembleReplay<RunDescription> = async (run, observer) => {
  const strategies: LoadedStrategy[] = [];
  for (const { file, parameters, onFault } of run.strategies)
    strategies.push(await loadDescribed(file, () => parameters, onFault));
  const orderIds = new OrderIds();
  const desk = new DeskStage({ orderIds, number: run.serve?.desk ?? DeskStage.NUMBER });
  return assemble(run, strategies, { orderIds, observers: [desk, observer] });
};
