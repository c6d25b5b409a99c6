import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileStores } from "../store/file-store.ts";
import { type Memory, memoryNow } from "../testing/memory-now.ts";
import { OrderClient } from "../testing/orders.ts";
import { VERSIONS } from "../testing/versions.ts";
import { Initiator } from "./initiator.ts";

/** How long it goes on; `HOTPATH_FIX_SOAK_SECONDS` for another time. */
const seconds = Number(process.env.HOTPATH_FIX_SOAK_SECONDS ?? 3600);
/** Orders that are on their way at a time, and those after which a day is over: numbers begin again. */
const WINDOW = 100;
const DAY = 200_000;

const child = resolve(import.meta.dir, "../testing/soak-child.ts");

/** The most of a quarter of the samples. */
function most(samples: readonly Memory[], quarter: number, what: keyof Memory): number {
  const length = Math.floor(samples.length / 4);
  return Math.max(...samples.slice(quarter * length, (quarter + 1) * length).map((each) => each[what]));
}

const report = (who: string, samples: readonly Memory[]) =>
  (["resident", "heap", "buffers"] as const)
    .map((what) => `${who} ${what} ${[0, 1, 2, 3].map((quarter) => most(samples, quarter, what)).join(" ")} MiB`)
    .join("\n");

if (process.env.HOTPATH_LONG === "1")
  test(
    `${seconds} seconds at full load leave no memory behind`,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "fix-soak-"));
      const every = Math.max(1, seconds / 200);
      const process_ = Bun.spawn([process.execPath, child, join(folder, "theirs"), String(every)], {
        stdout: "pipe",
        stderr: "inherit",
      });
      const theirs: Memory[] = [];
      const port = Promise.withResolvers<number>();
      const listening = (async () => {
        let text = "";
        for await (const bytes of process_.stdout) {
          text += new TextDecoder().decode(bytes);
          const lines = text.split("\n");
          text = lines.pop()!;
          for (const line of lines.map((each) => JSON.parse(each)))
            if ("port" in line) port.resolve(line.port);
            else theirs.push(line);
        }
      })();
      const client = new OrderClient();
      const ours: Memory[] = [];
      let [sent, filled, days] = [0, 0, 0];
      const initiator = Initiator.start({
        session: {
          id: { senderCompID: "CLIENT", targetCompID: "HOT" },
          dictionary: VERSIONS.FIX44!,
          resetOnLogon: true,
        },
        endpoints: [{ hostname: "127.0.0.1", port: await port.promise }],
        reconnectIntervals: [0.01],
        tickMillis: 10,
        store: fileStores({ folder: join(folder, "ours") }),
        application: {
          onMessage(message, session) {
            const refusal = client.onMessage(message);
            client.fills.length = 0;
            filled++;
            if (sent % DAY !== 0) client.order(session, `o${++sent}`);
            return refusal;
          },
          onLogon(session) {
            days++;
            for (let i = 0; i < WINDOW; i++) client.order(session, `o${++sent}`);
          },
        },
      });
      const { session } = initiator;
      let sampled = performance.now();
      for (const end = sampled + seconds * 1000; performance.now() < end; await Bun.sleep(5)) {
        // A day ends when its last order is filled.
        if (session.isLoggedOn && session.isEnabled && sent > 0 && filled === sent) session.logout("the day is over");
        else if (!session.isConnected && !session.isEnabled) session.logon();
        if (performance.now() - sampled < every * 1000) continue;
        sampled = performance.now();
        ours.push(memoryNow());
      }
      await initiator.stop("", 5000);
      process_.kill();
      await listening;
      rmSync(folder, { recursive: true });
      console.log(
        `${filled} orders filled on ${days} days, ${Math.round(filled / seconds)} a second; the most of each quarter:
${report("ours", ours)}\n${report("theirs", theirs)}`,
      );
      expect(filled).toBeGreaterThan(WINDOW * seconds);
      for (const samples of [ours, theirs])
        for (const what of ["resident", "heap", "buffers"] as const)
          expect(most(samples, 3, what)).toBeLessThan(most(samples, 1, what) * 1.1 + 16);
    },
    (seconds + 120) * 1000,
  );
