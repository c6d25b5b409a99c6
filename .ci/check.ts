/**
 * `./hotpath check`: every habit of the house that a program can see. Its parts run side by side, one line each; what a
 * part has to say is shown only where it failed.
 */

import { buildAll } from "./lib/pack.ts";
import { run, tool } from "./lib/process.ts";
import { formatViolations, type Violation } from "./lib/rule.ts";
import { readWorkspace } from "./lib/workspace.ts";
import { checkDeterminism } from "./rules/determinism.ts";
import { checkDocs } from "./rules/docs.ts";
import { checkFloors } from "./rules/floors.ts";
import { checkGenerated } from "./rules/generated.ts";
import { checkPublish } from "./rules/publish.ts";
import { checkTidy, countLong, linesWanted } from "./rules/tidy.ts";

/** What a part found: nothing to complain of, or a text that says it. */
interface Finding {
  failure?: string;
  /** Shown behind the line of a part that passed. */
  note?: string;
}

interface Part {
  name: string;
  what: string;
  check: () => Finding | Promise<Finding>;
}

const workspace = readWorkspace();
const { root } = workspace;

/** A program that is silent about success. */
async function program(command: string[]): Promise<Finding> {
  const { code, output } = await run(command, { cwd: root });
  return code === 0 ? {} : { failure: output };
}

function rule(violations: Violation[]): Finding {
  return violations.length === 0 ? {} : { failure: formatViolations(violations) };
}

/** Tracked files, and those that would be tracked; in a tree without git, none. */
async function files(): Promise<string[]> {
  const { code, output } = await run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
  });
  return code === 0 ? output.split("\0").filter((path) => path !== "") : [];
}

const parts: Part[] = [
  {
    name: "biome",
    what: "lint and format",
    check: () => program(tool(root, "biome", "check", "--colors=off", "--diagnostic-level=error")),
  },
  {
    name: "types",
    what: "tsc, strict",
    // The page is a program of its own: it knows a browser's globals, and nothing else may.
    check: async () => {
      const projects = [".", "apps/dashboard"];
      const found = await Promise.all(
        projects.map((project) => program(tool(root, "tsc", "-p", project, "--pretty", "false"))),
      );
      return found.find(({ failure }) => failure !== undefined) ?? {};
    },
  },
  { name: "floors", what: "packages import only from below", check: () => rule(checkFloors(workspace)) },
  {
    name: "determinism",
    what: "no clock, no chance, no inexact functions",
    check: () => rule(checkDeterminism(workspace)),
  },
  { name: "docs", what: "every exported name is explained", check: () => rule(checkDocs(workspace)) },
  {
    name: "tidy",
    what: "file lengths, index files, READMEs, no traces",
    check: async () => {
      const tracked = await files();
      const long = countLong(root, tracked);
      const note = long === 0 ? undefined : `${long} files over ${linesWanted} lines`;
      return { ...rule(checkTidy(workspace, tracked)), ...(note === undefined ? {} : { note }) };
    },
  },
  { name: "generated", what: "generated files are fresh", check: async () => rule(await checkGenerated(workspace)) },
  {
    name: "publish",
    what: "build, pack, publint, arethetypeswrong",
    check: async () => {
      const failure = await buildAll(workspace);
      return failure === undefined ? rule(await checkPublish(workspace)) : { failure };
    },
  },
];

/** Runs the parts, `width` at a time, and prints each as it ends. */
async function main(names: string[], width: number): Promise<number> {
  const unknown = names.filter((name) => !parts.some((part) => part.name === name));
  if (unknown.length > 0) {
    console.error(`no part is called ${unknown.join(", ")}; there are ${parts.map((part) => part.name).join(", ")}`);
    return 2;
  }
  const waiting = parts.filter((part) => names.length === 0 || names.includes(part.name));
  const failures: { name: string; text: string }[] = [];
  const work = async (): Promise<void> => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      const start = performance.now();
      const { failure, note } = await runPart(part);
      const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(5);
      const word = failure === undefined ? "ok    " : "FAILED";
      console.log(
        `${word} ${part.name.padEnd(12)} ${seconds} s  ${part.what}${note === undefined ? "" : ` (${note})`}`,
      );
      if (failure !== undefined) failures.push({ name: part.name, text: failure });
    }
  };
  await Promise.all(Array.from({ length: width }, work));
  for (const { name, text } of failures) console.log(`\n── ${name}\n${text.trim()}`);
  return failures.length === 0 ? 0 : 1;
}

async function runPart(part: Part): Promise<Finding> {
  try {
    return await part.check();
  } catch (error) {
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

process.exit(await main(process.argv.slice(2), 2));
