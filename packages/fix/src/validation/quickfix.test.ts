import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { Random } from "@hotpath/core";
import { Garbled } from "../reader/garbled.ts";
import { MessageReader } from "../reader/message-reader.ts";
import { DEFECTS } from "../testing/defects.ts";
import { assemble, bytesOf, randomFields } from "../testing/random-message.ts";
import { VERSIONS } from "../testing/versions.ts";
import { SessionRejectReason } from "./reject-reason.ts";
import { Validator } from "./validator.ts";

const python = process.env.HOTPATH_QUICKFIX_PYTHON ?? "python3";
const root = resolve(import.meta.dir, "../../../..");
const spec = join(resolve(root, process.env.HOTPATH_TEST_DATA ?? "../shared"), "fix/spec");
/** Messages of each type, each valid and with each defect. */
const rounds = Number(process.env.HOTPATH_FIX_QUICKFIX_ROUNDS ?? 1);
const seed = BigInt(process.env.HOTPATH_FIX_SEED ?? 1);

/** QuickFIX itself: its Python package, and the dictionaries that it reads. */
function missing(): string | undefined {
  if (!existsSync(spec)) return `the dictionaries are not at ${spec}`;
  try {
    const { exitCode } = Bun.spawnSync([python, "-c", "import quickfix"], { stdout: "ignore", stderr: "ignore" });
    if (exitCode === 0) return undefined;
  } catch {}
  return `${python} has no package quickfix; name one that has by HOTPATH_QUICKFIX_PYTHON`;
}

interface Row {
  version: string;
  defect: string;
  wire: string;
  /** What is found without a look into groups, as QuickFIX has it; and with one. */
  ours: string;
  strict: number;
}

/** Random messages of every type, valid and with each defect, and what we find in them. */
function makeRows(version: string): Row[] {
  const dictionary = VERSIONS[version]!;
  const random = new Random(seed);
  const reader = new MessageReader(dictionary);
  const alike = new Validator({ validateGroups: false });
  const strict = new Validator();
  const rows: Row[] = [];
  for (const { msgType } of dictionary.messages) {
    // QuickFIX takes XMLnonFIX for an application's message, which its dictionaries of FIX 5.0 do not have.
    if (msgType === "n" && dictionary.transport !== undefined) continue;
    for (let round = 0; round < rounds; round++)
      for (const defect of ["none", ...Object.keys(DEFECTS)]) {
        const fields = randomFields(random, dictionary, msgType, { likeQuickFix: true, density: 0.1 });
        if (defect !== "none" && !DEFECTS[defect]!(random, fields, dictionary)) continue;
        const wire = assemble(fields);
        const garbled = reader.read(bytesOf(wire)) !== Garbled.None;
        if (!garbled) alike.validate(reader);
        const ours = garbled ? "garbled" : `${alike.reason} ${alike.refTag}`;
        rows.push({ version, defect, wire, ours, strict: garbled ? -9 : strict.validate(reader) });
      }
  }
  return rows;
}

async function ask(rows: readonly Row[]): Promise<string[]> {
  const script = join(import.meta.dir, "../../scripts/compare-quickfix.py");
  const lines = rows.map(({ version, wire }) => `${version}\t${Buffer.from(wire, "latin1").toString("hex")}\n`);
  const child = Bun.spawn([python, script, spec], { stdin: new Blob(lines), stdout: "pipe", stderr: "inherit" });
  return (await child.stdout.text()).trim().split("\n");
}

/** Whether we agree: the same answer, or a stricter one where QuickFIX does not look. */
function agree({ ours, strict, version }: Row, theirs: string): boolean {
  if (theirs === ours || (theirs.startsWith("garbled") && ours === "garbled")) return true;
  // It finds missing fields in some groups; without a look into groups we find none.
  if (theirs.startsWith("1 ") && strict === SessionRejectReason.RequiredTagMissing) return true;
  // Over FIXT 1.1 it does not look whether the fields of header and trailer are there.
  return version.startsWith("FIX5") && ours.startsWith("1 ") && ["34", "49", "52", "56"].includes(ours.slice(2));
}

const reason = missing();
if (reason !== undefined) console.log(`not compared with QuickFIX: ${reason}`);
else
  describe("QuickFIX says the same", () => {
    for (const version of Object.keys(VERSIONS).filter((name) => name !== "FIXT11"))
      test(`of every message of ${version}, seed ${seed}`, async () => {
        const rows = makeRows(version);
        const answers = await ask(rows);
        expect(answers.length).toBe(rows.length);
        const different = rows
          .map((row, i) => ({ ...row, theirs: answers[i]!, wire: row.wire.replaceAll("\u0001", "|") }))
          .filter((row) => !agree(row, row.theirs));
        expect(different.slice(0, 5)).toEqual([]);
      }, 120_000);
  });
