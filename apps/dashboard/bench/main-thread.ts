/**
 * What the page costs a browser while the engine has 10,000 inputs a second: the share of the main thread that is busy,
 * frames a second, and the first paint of live data after a navigation. Prints a table.
 *
 *     bun bench/main-thread.ts [inputs a second] [seconds]
 */
import { launchChromium, missingChromium } from "../src/testing/chromium.ts";
import { ServedEngine } from "../src/testing/served-engine.ts";
import { Visit } from "../src/testing/visit.ts";

const [pace = "10000", seconds = "10"] = process.argv.slice(2);
/** Loads, of which the median counts: the first ones fill the browser's caches. */
const LOADS = 7;

interface Counts {
  frames: number;
  drawings: number;
  sequence: number;
  firstLiveMillis: number;
}

const missing = missingChromium();
if (missing !== undefined) {
  console.error(missing);
  process.exit(1);
}
await using engine = await ServedEngine.start(["--pace", pace]);
const browser = await launchChromium();
try {
  const loads: number[] = [];
  for (let k = 0; k < LOADS; k++) {
    await using visit = await Visit.to(browser, engine.door("view"));
    await visit.alive();
    await visit.page.waitForTimeout(300);
    loads.push((await countsOf(visit)).firstLiveMillis);
  }
  loads.sort((a, b) => a - b);
  await using visit = await Visit.to(browser, engine.door("admin"));
  await visit.alive();
  await visit.page.waitForTimeout(2000);
  const session = await visit.page.context().newCDPSession(visit.page);
  // Of the thread itself: what else the machine does is not the page.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const received = countReceived(session);
  await session.send("Network.enable");
  const [before, countsBefore, ticks] = [await metricsOf(session), await countsOf(visit), await startTicks(visit)];
  const messages = received();
  await visit.page.waitForTimeout(1000 * Number(seconds));
  const [after, countsAfter] = [await metricsOf(session), await countsOf(visit)];
  const span = after.Timestamp! - before.Timestamp!;
  const share = (name: string) => `${((100 * (after[name]! - before[name]!)) / span).toFixed(1)} %`;
  console.log(
    `first paint of live data     ${loads[LOADS >> 1]!.toFixed(0)} ms after the navigation began (median of ${LOADS}; ${loads[0]!.toFixed(0)} to ${loads.at(-1)!.toFixed(0)})`,
  );
  console.log(
    `engine                       ${((countsAfter.sequence - countsBefore.sequence) / span).toFixed(0)} inputs a second`,
  );
  console.log(`frames from the gateway      ${((received() - messages) / span).toFixed(0)} a second`);
  console.log(
    `main thread busy             ${share("TaskDuration")} (script ${share("ScriptDuration")}, style ${share("RecalcStyleDuration")}, layout ${share("LayoutDuration")})`,
  );
  const frames = await ticks();
  const drawings = (countsAfter.drawings - countsBefore.drawings) / span;
  const perFrame = (1000 * (after.TaskDuration! - before.TaskDuration!)) / frames;
  console.log(`frames                       ${(frames / span).toFixed(1)} a second, ${perFrame.toFixed(1)} ms each`);
  console.log(`panels drawn                 ${drawings.toFixed(0)} a second`);
  console.log(`complaints of the page       ${visit.complaints.length}`);
} finally {
  await browser.close();
}

type Session = Awaited<ReturnType<ReturnType<Visit["page"]["context"]>["newCDPSession"]>>;

async function metricsOf(session: Session): Promise<Record<string, number>> {
  const { metrics } = await session.send("Performance.getMetrics");
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

async function countsOf(visit: Visit): Promise<Counts> {
  return await visit.page.evaluate(() => (window as never as { hotpath: { counts: Counts } }).hotpath.counts);
}

function countReceived(session: Session): () => number {
  let count = 0;
  session.on("Network.webSocketFrameReceived", () => {
    count += 1;
  });
  return () => count;
}

/** Counts the frames that the browser gives the page, whether it draws in them or not. */
async function startTicks(visit: Visit): Promise<() => Promise<number>> {
  await visit.page.evaluate(() => {
    const counter = window as never as { ticks: number };
    counter.ticks = 0;
    const tick = () => {
      counter.ticks += 1;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  return async () => await visit.page.evaluate(() => (window as never as { ticks: number }).ticks);
}
