import type { Finding } from "./finding.ts";

/** The C compiler that `./hotpath` would build the native library with: `CC`, cc, gcc or clang. */
export function examineCompiler(env: Record<string, string | undefined> = process.env): Finding {
  const asked = env.CC ?? "";
  // A program whose path has a space, or a program and its flags.
  const candidates = [asked, ...asked.split(" "), "cc", "gcc", "clang"].filter((name) => name !== "");
  const common = { id: "compiler", what: "C compiler" };
  for (const name of candidates) {
    const path = Bun.which(name, { PATH: env.PATH ?? "" });
    if (path === null) continue;
    const text = versionOf(path);
    return { ...common, state: "ok", found: text === "" ? path : `${path}, ${text}`, details: { path, version: text } };
  }
  return {
    ...common,
    state: "note",
    found: "none (cc, gcc, clang)",
    advice: "needed only to build the native library; without it the portable kernels serve",
    details: { path: null },
  };
}

function versionOf(path: string): string {
  try {
    const asked = Bun.spawnSync([path, "--version"], { stderr: "ignore", timeout: 5000 });
    return asked.stdout.toString().split("\n", 1)[0]!.trim();
  } catch {
    return "";
  }
}
