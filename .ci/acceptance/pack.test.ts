/**
 * Every package as a stranger meets it: packed, installed alone from its tarball into an empty project, its entries
 * imported and its README's first example run, under Bun and under each Node that it claims.
 */
import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findNode } from "../lib/node.ts";
import { buildAll, pack } from "../lib/pack.ts";
import { type Outcome, run } from "../lib/process.ts";
import { type Member, publishable, readWorkspace } from "../lib/workspace.ts";
import { hostEntries, peersElsewhere } from "../rules/allow.ts";

const workspace = readWorkspace();
const members = publishable(workspace);
const byName = new Map(members.map((member) => [member.name, member]));
const place = mkdtempSync(join(tmpdir(), "hotpath-packed-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const broken = await buildAll(workspace);
const tarballs = new Map<string, string>();
for (const member of members) {
  // One that did not build is a failure below, and leaves the others to be tried.
  if (!existsSync(join(member.dir, "dist/index.js"))) continue;
  tarballs.set(member.name, await pack(workspace, member, join(place, "tarballs")));
}
const node = members.some(claimsNode) ? await findNode(workspace.root) : "";

function claimsNode(member: Member): boolean {
  return member.manifest.engines?.node !== undefined;
}

/** Everything that an installation of the member brings: itself and what it and its like depend on. */
function closure(member: Member, seen: Set<string> = new Set()): Set<string> {
  seen.add(member.name);
  for (const name of Object.keys(member.manifest.dependencies ?? {})) {
    const next = byName.get(name);
    if (next === undefined) seen.add(name);
    else if (!seen.has(name)) closure(next, seen);
  }
  return seen;
}

/** The names of the installed packages, at any depth. */
function installed(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((name) => !name.startsWith("."))
    .flatMap((name) => (name.startsWith("@") ? readdirSync(join(dir, name)).map((sub) => `${name}/${sub}`) : [name]))
    .flatMap((name) => [name, ...installed(join(dir, name, "node_modules"))])
    .sort();
}

/** An empty project in which the member is installed from its tarball, and its own kin from theirs. */
async function install(member: Member): Promise<{ dir: string; outcome: Outcome }> {
  const dir = join(place, member.name.replace("/", "-"));
  mkdirSync(dir, { recursive: true });
  const files = [...closure(member)]
    .filter((name) => byName.has(name))
    .map((name) => [name, `file:${tarballs.get(name)}`]);
  const dependencies = Object.fromEntries(files.filter(([name]) => name === member.name));
  const overrides = Object.fromEntries(files.filter(([name]) => name !== member.name));
  const project = { name: "project", private: true, type: "module", dependencies, overrides };
  writeFileSync(join(dir, "package.json"), JSON.stringify(project));
  const outcome = await run([process.execPath, "install", "--no-progress", "--linker=hoisted"], { cwd: dir });
  return { dir, outcome };
}

/** The first TypeScript example of a README. */
function firstExample(member: Member): string | undefined {
  const file = join(member.dir, "README.md");
  const readme = existsSync(file) ? readFileSync(file, "utf8") : "";
  return /^```(?:ts|typescript)\n(.*?)^```/ms.exec(readme)?.[1];
}

/** The specifiers that a member offers, data files left out. */
function entries(member: Member): string[] {
  const subpaths = Object.keys(member.manifest.exports ?? {}).filter(
    (path) => !path.endsWith(".json") && !path.includes("*"),
  );
  return subpaths.map((path) => member.name + path.slice(1));
}

test("every package builds", () => expect(broken ?? "").toBe(""));

for (const member of members) {
  describe(member.name, () => {
    let project: string | undefined;

    /** The project that the first test made; without one there is nothing to try. */
    function dirOfProject(): string {
      if (project === undefined) throw new Error(`${member.name} could not be installed; see above`);
      return project;
    }

    /** Runs the README's example, written in `language`, with `program`. */
    async function runExample(program: string, language: "ts" | "mjs"): Promise<void> {
      const dir = dirOfProject();
      const example = firstExample(member);
      if (example === undefined) throw new Error(`${member.path}/README.md has no TypeScript example`);
      writeFileSync(join(dir, "example.ts"), example);
      if (language === "mjs") {
        // Node 22 strips types only from its later versions on, and knows no `using`.
        const lower = ["build", "example.ts", "--target=node", "--packages=external", "--outfile=example.mjs"];
        const { code, output } = await run([process.execPath, ...lower], { cwd: dir });
        expect(code === 0 ? "" : output).toBe("");
      }
      expectOutput(await run([program, `example.${language}`], { cwd: dir, timeoutSeconds: 30 }));
    }

    test("installs alone and brings only what it declares", async () => {
      if (!tarballs.has(member.name)) throw new Error(`${member.name} could not be built`);
      const { dir, outcome } = await install(member);
      expect(outcome.code === 0 ? "" : outcome.output).toBe("");
      project = dir;
      const expected = [...closure(member)].sort();
      const found = [...new Set(installed(join(dir, "node_modules")))];
      // What others' packages bring with them is theirs to say; our own bring exactly what they declare.
      if (expected.every((name) => byName.has(name))) expect(found).toEqual(expected);
      else expect(found).toEqual(expect.arrayContaining(expected));
    });

    test("ships its sources, licence and README, and no tests", () => {
      const root = join(dirOfProject(), "node_modules", member.name);
      const files = readdirSync(root, { recursive: true }) as string[];
      expect(files).toContain("LICENSE");
      expect(files).toContain("README.md");
      expect(files).toContain("dist/index.js");
      expect(files.filter((file) => /\.test\.[a-z]+$|(^|\/)testing\//.test(file))).toEqual([]);
      const manifest = readFileSync(join(root, "package.json"), "utf8");
      expect(manifest).not.toContain("workspace:");
      expect(manifest).not.toContain("catalog:");
    });

    test("its README's example runs under Bun", () => runExample(process.execPath, "ts"));

    if (claimsNode(member)) test("its README's example runs under Node", () => runExample(node, "mjs"));

    test("a browser can load every entry that is not about the host", async () => {
      const dir = dirOfProject();
      const peers = Object.keys(member.manifest.peerDependencies ?? {});
      const bound: string[] = [];
      for (const entry of entries(member)) {
        const file = join(dir, "browser.mjs");
        writeFileSync(file, `export * from "${entry}";\n`);
        // As a bundler of a web page would: what is left over are the host's modules, and none may be needed to load.
        const built = await Bun.build({
          entrypoints: [file],
          target: "browser",
          conditions: ["browser", "default"],
          external: ["node:*", "bun:*", "bun", ...peers.flatMap((peer) => [peer, `${peer}/*`])],
        });
        const imports = new Bun.Transpiler({ loader: "js" }).scanImports(await built.outputs[0]!.text());
        if (imports.some(({ kind, path }) => kind === "import-statement" && /^(node|bun):|^bun$/.test(path)))
          bound.push(entry);
      }
      expect(bound).toEqual(hostEntries.map(({ entry }) => entry).filter((entry) => entries(member).includes(entry)));
    });

    test("every entry can be imported", async () => {
      const dir = dirOfProject();
      await addOptionalPeers(member, dir);
      const script = entries(member).map(
        (entry, i) =>
          `import * as m${i} from "${entry}"; if (Object.keys(m${i}).length === 0) throw new Error("${entry} is empty");`,
      );
      writeFileSync(join(dir, "entries.mjs"), `${script.join("\n")}\nconsole.log("ok");\n`);
      expectOutput(await run([process.execPath, "entries.mjs"], { cwd: dir, timeoutSeconds: 30 }));
      if (claimsNode(member)) expectOutput(await run([node, "entries.mjs"], { cwd: dir, timeoutSeconds: 30 }));
    });
  });
}

/** Some entries need packages that their users bring. */
async function addOptionalPeers(member: Member, dir: string): Promise<void> {
  const peers = Object.entries(member.manifest.peerDependencies ?? {})
    .filter(([name]) => !peersElsewhere.some((peer) => peer.name === name))
    .map(([name, range]) => `${name}@${range}`);
  if (peers.length === 0) return;
  const { code, output } = await run([process.execPath, "add", "--no-progress", "--linker=hoisted", ...peers], {
    cwd: dir,
  });
  expect(code === 0 ? "" : output).toBe("");
}

function expectOutput({ code, output }: Outcome): void {
  expect(code === 0 ? "" : output).toBe("");
  expect(output.trim()).not.toBe("");
}
