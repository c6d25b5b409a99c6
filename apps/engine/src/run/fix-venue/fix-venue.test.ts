import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { EventCursor, ExecType, ExecutionReport, Fill, NewOrder, Random } from "@hotpath/core";
import { JournalReader } from "@hotpath/journal";
import { ClientOrderIds } from "@hotpath/orders";
import { quickfixMissing } from "../../../../../packages/fix/src/testing/quickfix-peer.ts";
import { Cli } from "../../testing/cli.ts";
import { describedRun } from "../assembly.ts";
import type { RunSummary } from "../summary.ts";
import { ALTERNATING, type CounterpartyLedger, FixDesk } from "./testing/fix-desk.ts";
import { RestingVenue } from "./testing/resting-venue.ts";
import { VenueReason } from "./venue-reason.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(300_000);

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

const isLong = process.env.HOTPATH_LONG === "1";
const seed = BigInt(process.env.HOTPATH_FIX_VENUE_SEED ?? 11);
const kills = Number(process.env.HOTPATH_FIX_VENUE_KILLS ?? (isLong ? 200 : 10));

/** Bars for each life: more than any can take before it is killed. */
const BARS = 350;

/** Runs to the end, which must be a good one. */
async function finish(args: string[]): Promise<RunSummary & { stderr: string }> {
  const { code, stdout, stderr } = await cli.run(args);
  if (code !== 0) throw new Error(stderr);
  return { ...(JSON.parse(stdout) as RunSummary), stderr };
}

/** Orders that left the engine, by ClOrdID, and those among them that were refused on this side of the session. */
function journalled(folder: string): { orders: string[]; unsent: Set<string>; executions: number } {
  using reader = JournalReader.open(folder);
  const { fix } = describedRun(reader.metadata, folder);
  const names = new ClientOrderIds(fix!.prefix);
  const event = new EventCursor();
  const orders: string[] = [];
  const unsent = new Set<string>();
  const executions = new Set<number>();
  while (reader.next(event)) {
    if (event.type === NewOrder.TYPE) orders.push(names.text(NewOrder.orderId(event)));
    if (event.type === Fill.TYPE) executions.add(Fill.executionId(event));
    if (event.type !== ExecutionReport.TYPE || ExecutionReport.execType(event) !== ExecType.Rejected) continue;
    const reasons: number[] = [VenueReason.NeverSent, VenueReason.NotConnected];
    if (reasons.includes(ExecutionReport.reason(event))) unsent.add(names.text(ExecutionReport.orderId(event)));
  }
  return { orders, unsent, executions: executions.size };
}

/** Both sides say the same: each order came once and was filled once, each fill counts once, and nothing works any more. */
function expectAgreement(desk: FixDesk, summary: RunSummary, ledger: CounterpartyLedger): void {
  const { orders, unsent, executions } = journalled(desk.journal);
  expect(new Set(ledger.orders).size).toBe(ledger.orders.length);
  expect(ledger.orders.toSorted()).toEqual(orders.filter((name) => !unsent.has(name)).toSorted());
  expect([summary.fills, executions]).toEqual([ledger.executions.size, ledger.executions.size]);
  expect(ledger.executions.size).toBe(ledger.orders.length);
  expect(Number(summary.positions[0]?.quantity ?? 0)).toBe(ledger.position);
}

async function expectReplay(desk: FixDesk, summary: RunSummary): Promise<void> {
  const { code, stderr } = await cli.run(["replay", desk.journal, "--assert-hash", summary.stateHash]);
  expect([code, stderr]).toEqual([0, ""]);
}

describe("hotpath run --venue fix", () => {
  for (const version of ["FIX.4.0", "FIX.4.2", "FIX.4.4"])
    test(`trades with a counterparty of another process, and its journal replays, ${version}`, async () => {
      await using desk = new FixDesk(cli, `trade-${version}`, 120, version);
      await desk.serve();
      const summary = await finish(desk.args("--pace", "400"));
      expect(summary).toMatchObject({ venue: "fix", clock: "wall", strategies: [{ state: "Stopped" }] });
      expect(summary.stderr).toContain("Received logon response");
      expect(summary.fills).toBeGreaterThan(200);
      await expectReplay(desk, summary);
      expectAgreement(desk, summary, await desk.ledger());
    });

  test(`killed ${kills} times by kill -9 and resumed: no order lost, doubled or orphaned, no fill counted twice`, async () => {
    await using desk = new FixDesk(cli, "killed", BARS * kills);
    await desk.serve();
    await killAndFinish(desk, kills);
  });

  test(`the same with orders that rest, are filled in parts, replaced and cancelled, also while nobody is there, ${kills} times`, async () => {
    const desk = new FixDesk(cli, "resting", BARS * kills);
    const store = cli.path("resting-venue");
    await using venue = await RestingVenue.listen("FIX.4.4", desk.port, store, new Random(seed));
    const summary = await killOften(desk, kills, ["--pace", "200", "--param", "perBar=2"]);
    const { orders, unsent, executions } = journalled(desk.journal);
    expect([venue.doubled, venue.unknown, venue.working]).toEqual([0, 0, 0]);
    const names = venue.orders.map(({ first }) => first);
    expect(names.toSorted()).toEqual(orders.filter((name) => !unsent.has(name)).toSorted());
    expect([summary.fills, executions]).toEqual([venue.executions, venue.executions]);
    expect(Number(summary.positions[0]?.quantity ?? 0)).toBe(venue.position);
    console.log(venue.replaced, venue.canceled, venue.executions, venue.orders.length);
    expect(Math.min(venue.replaced, venue.canceled, venue.executions)).toBeGreaterThan(20);
  });
});

/** Kills runs at random moments, and lets the last one come to its end; then both sides must say the same. */
async function killAndFinish(desk: FixDesk, times: number): Promise<void> {
  const summary = await killOften(desk, times, ["--pace", "500", "--param", "perBar=4"]);
  expectAgreement(desk, summary, await desk.ledger());
}

async function untilSaid(stream: ReadableStream<Uint8Array>, text: string): Promise<void> {
  const decoder = new TextDecoder();
  let said = "";
  for await (const piece of stream) {
    said += decoder.decode(piece, { stream: true });
    if (said.includes(text)) return;
  }
  throw new Error(`it ended without ${text}: ${said}`);
}

/** @returns what the last run says, whose journal replays */
async function killOften(desk: FixDesk, times: number, options: string[]): Promise<RunSummary> {
  console.log(`seed ${seed}: HOTPATH_FIX_VENUE_SEED and HOTPATH_FIX_VENUE_KILLS repeat it`);
  const random = new Random(seed);
  for (let life = 0; life < times; life++) {
    const args = desk.args(...options, ...(life > 0 ? ["--resume"] : []));
    const child = Bun.spawn(cli.command(args), { ...cli.place(), stdin: "ignore", stdout: "ignore", stderr: "pipe" });
    // From before the replay to the midst of trading: mostly behind the logon.
    if (random.integer(4) > 0) await untilSaid(child.stderr, "Received logon response");
    await Bun.sleep(random.integer(400));
    child.kill("SIGKILL");
    await child.exited;
    if (child.signalCode !== "SIGKILL") throw new Error("it ended before it was killed");
  }
  const summary = await finish(desk.args(...options, "--pace", "2000", "--resume"));
  await expectReplay(desk, summary);
  expect(summary.stderr).not.toContain("have not ended");
  return summary;
}

const missing = quickfixMissing();
if (missing !== undefined) console.log(`not tried against QuickFIX: ${missing}`);
else {
  describe("hotpath run --venue fix with QuickFIX as the counterparty", () => {
    for (const version of ["FIX42", "FIX44"])
      test(`trades, is killed by kill -9 and resumed, ${version}: both sides agree`, async () => {
        const dotted = `FIX.4.${version.at(-1)}`;
        await using desk = new FixDesk(cli, `quickfix-${version}`, BARS * kills, dotted);
        await desk.serveQuickfix(version);
        await killAndFinish(desk, Math.ceil(kills / 2));
      });
  });
}

describe("what is wrong is told by name", () => {
  test.each([
    [["--venue", "fix"], "--fix-config: got undefined"],
    [["--venue", "fix", "--fix-config", "none.cfg"], "none.cfg"],
    [["--venue", "fox"], "--venue"],
  ])("%j", async (args, message) => {
    const desk = new FixDesk(cli, "wrong", 10);
    const { code, stderr } = await cli.run(["run", ALTERNATING, "--feed", desk.bars, ...args]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
