/** A Python for the package's tools: one that is new enough, with what pyproject.toml asks for in a folder of its own. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The package's folder. */
export const packageFolder: string = join(import.meta.dir, "..");

const CACHE = join(packageFolder, "../../node_modules/.cache/hotpath-python");
const CANDIDATES = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"];
const LEAST = [3, 10] as const;

/** A Python whose packages are there, or why there is none. */
export type FoundPython = { python: string; version: string } | { reason: string };

/** What a program says, or undefined where it cannot be run or fails. */
function said(command: readonly string[]): string | undefined {
  try {
    const { exitCode, stdout } = Bun.spawnSync(command as string[], { stderr: "ignore" });
    return exitCode === 0 ? stdout.toString().trim() : undefined;
  } catch {
    return undefined;
  }
}

/** The first Python that is new enough: `HOTPATH_PYTHON`, else by its usual names. */
function systemPython(): { command: string; version: string } | undefined {
  const named = process.env.HOTPATH_PYTHON;
  for (const command of named ? [named] : CANDIDATES) {
    const version = said([command, "-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])"]);
    const [major = 0, minor = 0] = (version ?? "").split(".").map(Number);
    if (version !== undefined && (major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])))
      return { command, version };
  }
  return undefined;
}

/** The requirements that pyproject.toml names: of the package itself, and of its tests. */
function requirements(): string[] {
  const { project } = Bun.TOML.parse(readFileSync(join(packageFolder, "pyproject.toml"), "utf8")) as {
    project: { dependencies: string[]; "optional-dependencies": { test: string[] } };
  };
  return [...project.dependencies, ...project["optional-dependencies"].test];
}

/**
 * A Python of the package's own, made at the first call: below `node_modules/.cache`, for each version and set of
 * requirements. `wheels` in its folder holds what a fresh environment of the package needs, so that nothing is downloaded twice.
 */
export function findPython(): FoundPython {
  const system = systemPython();
  if (system === undefined)
    return { reason: `no Python from ${LEAST.join(".")} on PATH (HOTPATH_PYTHON names another)` };
  const wanted = requirements();
  const key = Bun.hash(JSON.stringify([system, wanted])).toString(16);
  const folder = join(CACHE, key);
  const python = join(folder, "bin/python");
  const mark = join(folder, "ready");
  if (existsSync(mark)) return { python, version: system.version };
  rmSync(CACHE, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  const wheels = join(folder, "wheels");
  const pip = [python, "-m", "pip", "--disable-pip-version-check", "--quiet"];
  const steps = [
    [system.command, "-m", "venv", folder],
    [...pip, "install", ...wanted],
    [...pip, "download", "--dest", wheels, "msgpack", "websockets", "hatchling"],
  ];
  for (const step of steps) {
    const { exitCode, stderr } = Bun.spawnSync(step, { stdout: "ignore", stderr: "pipe" });
    if (exitCode === 0) continue;
    rmSync(folder, { recursive: true, force: true });
    const why = stderr.toString().trim().split("\n").at(-1) ?? "";
    return { reason: `Python ${system.version} cannot be given its packages: ${step.slice(1, 4).join(" ")}: ${why}` };
  }
  writeFileSync(mark, "");
  return { python, version: system.version };
}
