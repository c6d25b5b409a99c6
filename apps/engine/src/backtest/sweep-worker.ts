/** The module of a sweep's Workers: as the package's own, but a strategy's file may lie anywhere. */
import { serveSweep } from "@hotpath/backtest";
import { resolveHotpath } from "../run/resolve-hotpath.ts";

serveSweep(resolveHotpath);
