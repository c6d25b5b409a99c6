/** The module of a sweep's Workers. */
import { serveSweep } from "./serve-sweep.ts";

serveSweep();
