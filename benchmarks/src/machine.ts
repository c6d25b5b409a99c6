/** What the figures were measured on. */
import { arch, cpus, release, totalmem, type } from "node:os";

/** The machine, the versions and the day of a run. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGiB: number;
  system: string;
  bun: string;
  /** The commit measured, with `+` behind it where the tree had changes that were not committed. */
  commit: string;
  /** The day, as `YYYY-MM-DD`, UTC. */
  date: string;
}

/** Looks at this machine and at the repository at `root`. */
export function describeMachine(root: string): Machine {
  const model = cpus()[0]?.model.trim() ?? "";
  return {
    cpu: model === "" ? "unknown CPU" : model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()} ${arch()}`,
    bun: Bun.version,
    commit: commit(root),
    date: new Date().toISOString().slice(0, 10),
  };
}

/** One line for people. */
export function machineLine(machine: Machine): string {
  const { cpu, cores, memoryGiB, system, bun, commit, date } = machine;
  return `${cpu}, ${cores} ${cores === 1 ? "core" : "cores"}, ${memoryGiB} GiB; ${system}; Bun ${bun}; commit ${commit}; ${date}`;
}

function commit(root: string): string {
  const git = (...args: string[]): string => {
    try {
      return Bun.spawnSync(["git", ...args], { cwd: root, stderr: "ignore" })
        .stdout.toString()
        .trim();
    } catch {
      return "";
    }
  };
  const hash = git("rev-parse", "--short", "HEAD");
  if (hash === "") return "unknown";
  return git("status", "--porcelain", "--untracked-files=no") === "" ? hash : `${hash}+`;
}
