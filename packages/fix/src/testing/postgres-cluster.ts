/** A PostgreSQL of a test's own: a new cluster in a temporary folder, gone with it. */
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SQL } from "bun";
import { freePort } from "./free-port.ts";

/** Nobody, whom a server may be started as where the tests run as root: PostgreSQL refuses root. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** The folder of PostgreSQL's programs: HOTPATH_POSTGRES_BIN, that of `initdb` on PATH, or where Debian keeps the newest. */
function programs(): string | undefined {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    process.env.HOTPATH_POSTGRES_BIN ?? "",
    ...(process.env.PATH ?? "").split(":"),
    ...versions.map((version) => join(debian, version, "bin")),
  ];
  return folders.find(
    (folder) => folder !== "" && ["initdb", "postgres"].every((name) => existsSync(join(folder, name))),
  );
}

/** Why there is no PostgreSQL to be tested against; `undefined` where there is. */
export function postgresMissing(): string | undefined {
  if (programs() === undefined)
    return "there is no initdb and postgres on PATH or under /usr/lib/postgresql; HOTPATH_POSTGRES_BIN names their folder";
  if (isRoot && Bun.which("setpriv") === null)
    return "PostgreSQL refuses root, and there is no setpriv to be another user";
  return undefined;
}

/** A running server, with a database that nobody else has. */
export class PostgresCluster implements AsyncDisposable {
  readonly url: string;
  readonly #folder: string;
  readonly #server: Bun.Subprocess;

  /** Makes a cluster and starts its server. */
  static async start(): Promise<PostgresCluster> {
    const folder = mkdtempSync(join(tmpdir(), "fix-postgres-"));
    chmodSync(folder, 0o755);
    if (isRoot) chownSync(folder, NOBODY, NOBODY);
    const data = join(folder, "data");
    const run = (program: string, ...words: string[]) =>
      Bun.spawn([...asNobody(), join(programs()!, program), "-D", data, ...words], {
        cwd: folder,
        stdout: "ignore",
        stderr: Bun.file(join(folder, `${program}.log`)),
      });
    const made = run("initdb", "-U", "hotpath", "-A", "trust", "--no-sync", "-E", "UTF8", "--no-locale");
    if ((await made.exited) !== 0) throw new Error(await Bun.file(join(folder, "initdb.log")).text());
    const port = freePort();
    const settings = [`port=${port}`, `unix_socket_directories=${folder}`, "listen_addresses=127.0.0.1", "fsync=off"];
    const server = run(
      "postgres",
      ...[...settings, "shared_buffers=16MB", "max_connections=50"].flatMap((each) => ["-c", each]),
    );
    const cluster = new PostgresCluster(folder, server, `postgres://hotpath@127.0.0.1:${port}/postgres`);
    await cluster.#reachable();
    return cluster;
  }

  private constructor(folder: string, server: Bun.Subprocess, url: string) {
    this.#folder = folder;
    this.#server = server;
    this.url = url;
  }

  /** A connection pool, to be closed by who asks. */
  connect(): SQL {
    return new SQL(this.url, { max: 4 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // PostgreSQL's "immediate shutdown".
    this.#server.kill("SIGQUIT");
    await this.#server.exited;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #reachable(): Promise<void> {
    for (let tries = 0; ; tries++) {
      const sql = new SQL(this.url, { max: 1 });
      try {
        await sql`select 1`;
        return;
      } catch (error) {
        if (tries > 300 || this.#server.exitCode !== null)
          throw new Error(`${(error as Error).message}\n${await Bun.file(join(this.#folder, "postgres.log")).text()}`);
        await Bun.sleep(50);
      } finally {
        await sql.close();
      }
    }
  }
}

/** The words before a command that is run by nobody, and dies with this process. */
function asNobody(): string[] {
  if (Bun.which("setpriv") === null) return [];
  const user = isRoot ? ["--reuid", String(NOBODY), "--regid", String(NOBODY), "--clear-groups"] : [];
  return ["setpriv", "--pdeathsig", "QUIT", ...user];
}
