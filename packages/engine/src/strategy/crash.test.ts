/**
 * kill −9 at random places of a busy run, against a venue that lives on: after recovery and reconciliation no order is lost,
 * doubled or orphaned, no fill is counted twice, and the state is that of an engine that was never killed.
 */
import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventCursor, NewOrder, Random } from "@hotpath/core";
import { JournalReader } from "@hotpath/journal";
import {
  type CrashJob,
  type CrashOutcome,
  type CrashPoint,
  crashEngine,
  outcomeOf,
  SYMBOLS,
} from "../testing/crash/engine.ts";
import { FrameKind, Frames, frame, type Ledger } from "../testing/crash/protocol.ts";

const LONG = process.env.HOTPATH_LONG === "1";
/** Lives that end by kill −9, and runs that they are spread over. */
const RUNS = LONG ? 20 : 4;
const CRASHES = LONG ? 50 : 25;
/** More than are seen before the last kill. */
const QUOTES = CRASHES * 1_000;
/** Quotes of the last life, which ends in order. */
const LAST = 300;

setDefaultTimeout(LONG ? 3_600_000 : 600_000);

const script = (name: string): string => join(import.meta.dir, `../testing/crash/${name}.ts`);

async function startVenue(seed: number): Promise<{ port: number; stop: () => void }> {
  const child = Bun.spawn([process.execPath, script("venue"), String(seed)], { stdout: "pipe", stderr: "inherit" });
  const { value } = await child.stdout.getReader().read();
  return { port: Number(new TextDecoder().decode(value)), stop: () => child.kill("SIGKILL") };
}

/** Lets an engine live; its outcome, or undefined if it was killed. */
async function life(job: CrashJob, killAfterMillis?: number): Promise<CrashOutcome | undefined> {
  const child = Bun.spawn([process.execPath, script("engine"), JSON.stringify(job)], {
    stdout: "pipe",
    stderr: "pipe",
  });
  let stdout = "";
  const decoder = new TextDecoder();
  for await (const piece of child.stdout) {
    stdout += decoder.decode(piece, { stream: true });
    if (killAfterMillis === undefined || !stdout.startsWith("ready\n")) continue;
    await Bun.sleep(killAfterMillis);
    child.kill("SIGKILL");
  }
  const [stderr, code] = await Promise.all([child.stderr.text(), child.exited]);
  if (child.signalCode === "SIGKILL") return undefined;
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout.slice("ready\n".length)) as CrashOutcome;
}

async function ledgerOf(port: number): Promise<Ledger> {
  const { promise, resolve } = Promise.withResolvers<Ledger>();
  const frames = new Frames();
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      data(_, bytes) {
        frames.push(bytes, (kind, __, payload) => {
          if (kind === FrameKind.Ledger) resolve(JSON.parse(new TextDecoder().decode(payload)) as Ledger);
        });
      },
    },
  });
  socket.write(frame(FrameKind.Dump, 0));
  const ledger = await promise;
  socket.end();
  return ledger;
}

/** Where the next life ends: at a place in the code, or at a moment. */
function crashOf(random: Random): { crash: CrashPoint; killAfterMillis?: number } {
  const places = ["before-send", "after-send", "before-report", "after-report", "before-quote"] as const;
  const place = random.integer(places.length + 1);
  if (place === places.length) return { crash: { at: "never", count: 0 }, killAfterMillis: random.integer(15) };
  return { crash: { at: places[place]!, count: 1 + random.integer(120) } };
}

test.each(Array.from({ length: RUNS }, (_, run) => run + 1))(`run %d: killed ${CRASHES} times`, async (seed) => {
  const folder = mkdtempSync(join(tmpdir(), "hotpath-crash-"));
  const venue = await startVenue(seed);
  const random = new Random(1_000 + seed);
  try {
    const job = { folder, port: venue.port, seed, quotes: QUOTES };
    for (let killed = 0; killed < CRASHES; killed++) {
      const { crash, killAfterMillis } = crashOf(random);
      expect(await life({ ...job, crash }, killAfterMillis)).toBeUndefined();
    }
    const outcome = await life({ ...job, more: LAST, crash: { at: "never", count: 0 } });
    assertSame(outcome!, await ledgerOf(venue.port), folder);
  } finally {
    venue.stop();
    rmSync(folder, { recursive: true });
  }
});

/** What the engine believes is what the venue knows, and what an engine that was never killed makes of the same inputs. */
function assertSame(outcome: CrashOutcome, ledger: Ledger, folder: string): void {
  expect(outcome.faults).toBe(0);
  expect(ledger.executions).toBeGreaterThan(200);
  // No order is doubled, none works at the venue that the engine has forgotten, none here that is not there.
  expect(ledger.doubled).toBe(0);
  expect(ledger.orders.filter(({ isOpen }) => isOpen)).toEqual([]);
  expect(outcome.working).toBe(0);
  // No fill is lost, none is counted twice.
  expect(outcome.fills).toBe(ledger.executions);
  expect(outcome.positions).toEqual(Array.from({ length: SYMBOLS }, (_, i) => ledger.positions[i] ?? 0));
  const oracle = crashEngine();
  using reader = JournalReader.open(folder);
  const event = new EventCursor();
  const sent = new Set<number>();
  while (reader.next(event)) {
    if (event.type === NewOrder.TYPE) {
      expect(sent.has(NewOrder.orderId(event))).toBe(false);
      sent.add(NewOrder.orderId(event));
    }
    oracle.replay(event);
  }
  // No orphan: the venue has no order that the engine's journal does not know.
  expect(ledger.orders.filter(({ orderId }) => !sent.has(orderId))).toEqual([]);
  expect(outcomeOf(oracle)).toEqual(outcome);
}
