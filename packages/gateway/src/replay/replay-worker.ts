/** A replay on a Worker of its own: scrubbing costs the live engine nothing. It is told what it is by its first message. */

import { monotonicNanos } from "@hotpath/core";
import type { VenueReasons } from "../link/engine-link.ts";
import { type AssembleReplay, ReplayMachine } from "./replay-machine.ts";
import { ReplayPlayer } from "./replay-player.ts";
import { type Moment, ReplayError, type ReplayMove } from "./replay-source.ts";

/** What the Worker is. */
export interface ReplayJob {
  kind: "begin";
  /** Address of a module that exports `assembleReplay`. */
  module: string;
  description: unknown;
  folder: string;
  stateEvery?: number;
  stateBytesMax?: number;
  venueReasons?: VenueReasons;
}

/** What the Worker is told. */
export type ToReplay = ReplayJob | { kind: "move"; number: number; move: ReplayMove };

/** What the Worker says: answers by the number of the move; moments while it plays. */
export type FromReplay =
  | { kind: "moment"; number?: number; moment: Moment }
  | { kind: "failed"; number: number; code: ReplayError["code"]; message: string; path: string | undefined }
  | { kind: "progress"; number: number; sequence: number; to: number }
  | { kind: "ended"; message: string };

declare const self: {
  onmessage: ((event: { data: ToReplay }) => void) | null;
  postMessage(message: FromReplay): void;
};

const PROGRESS_NANOS = 100e6;

let player: Promise<ReplayPlayer> | undefined;
/** The move that is done, and when its progress was last told. */
let moving = 0;
let toldAt = 0;

self.onmessage = ({ data }) => {
  if (data.kind === "begin") {
    player = begin(data);
    // It is told by the first move.
    player.catch(() => {});
    return;
  }
  const { number, move } = data;
  player!
    .then((ready) => {
      moving = number;
      toldAt = monotonicNanos();
      self.postMessage({ kind: "moment", number, moment: ready.move(move) });
    })
    .catch((error: Error) => {
      const isKnown = error instanceof ReplayError;
      const code = isKnown ? error.code : "UNAVAILABLE";
      self.postMessage({
        kind: "failed",
        number,
        code,
        message: error.message,
        path: isKnown ? error.path : undefined,
      });
    });
};

async function begin({ module, ...job }: ReplayJob): Promise<ReplayPlayer> {
  const { assembleReplay } = (await import(module)) as { assembleReplay: AssembleReplay };
  const machine = await ReplayMachine.open({ ...job, assemble: assembleReplay, onProgress: tellProgress });
  return new ReplayPlayer(
    machine,
    (moment) => self.postMessage({ kind: "moment", moment }),
    ({ message }) => self.postMessage({ kind: "ended", message }),
  );
}

function tellProgress(sequence: number, to: number): void {
  const now = monotonicNanos();
  if (now - toldAt < PROGRESS_NANOS) return;
  toldAt = now;
  self.postMessage({ kind: "progress", number: moving, sequence, to });
}
