/**
 * Real data to try a backtest on: daily bars of the S&P 500, 2000-01-03 to 2020-04-17, a file of the npm package
 * vega-datasets (Vega's example data, BSD 3-Clause; the bars are from Yahoo Finance). The package is large for one small
 * file, so it is fetched once and the file kept; what is pinned is checked each time.
 */
import { mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { IoError } from "@hotpath/core";
import { cacheFolder } from "../cache-folder.ts";
import { download } from "./download.ts";
import { npmRegistry } from "./registry.ts";

const VERSION = "3.2.1";
/** Bytes of the package, so that progress can be shown where the server does not say; and the most that is taken. */
const PACKAGE_BYTES = 17_630_305;
const PACKAGE_SHA512 = "lTSwZA6yq6qSU2YZm+6bqILiIvTPPxn4itir7jPGFmHIdPvUfQ9pCzzcrklYywMJgLUbaIeSkZQdiJd6wBxPug==";
const FILE_SHA512 = "RSM5Cr8VexrQ2N60/o47jbtF1RLWjrnl43DG206ah0kgXcINGs/DPVCrkAEEgFZeAWY/Iiv/zvKG7z8AfoFjSw==";
const FILE = "package/data/sp500-2000.csv";

/** What the download is about, for people. */
export const SP500_SOURCE: string = `sp500-2000.csv of vega-datasets ${VERSION}`;

/** Where the file is kept. */
export function sp500Path(): string {
  return join(cacheFolder(), `sp500-2000-vega-datasets-${VERSION}.csv`);
}

/** Whether the file is there and whole. */
export async function readSp500(): Promise<Uint8Array | undefined> {
  const file = Bun.file(sp500Path());
  if (!(await file.exists())) return undefined;
  const bytes = await file.bytes();
  return sha512(bytes) === FILE_SHA512 ? bytes : undefined;
}

/**
 * The file's bytes, from the cache or the registry.
 *
 * @param onProgress bytes of the download so far, and in all; never called where the file is cached
 * @throws {IoError} if it is not cached and cannot be downloaded, or what came is not what is pinned
 */
export async function fetchSp500(onProgress: (bytes: number, total: number) => void): Promise<Uint8Array> {
  const cached = await readSp500();
  if (cached !== undefined) return cached;
  const url = `${npmRegistry()}/vega-datasets/-/vega-datasets-${VERSION}.tgz`;
  const tarball = await download(url, PACKAGE_BYTES, (bytes) => onProgress(bytes, PACKAGE_BYTES));
  if (sha512(tarball) !== PACKAGE_SHA512)
    throw new IoError(`${new URL(url).host} sent a package of ${tarball.length} bytes that is not the one pinned`);
  const files = await new Bun.Archive(tarball).files(FILE);
  const bytes = await files.get(FILE)?.bytes();
  if (bytes === undefined || sha512(bytes) !== FILE_SHA512) throw new IoError(`the package holds no such ${FILE}`);
  await keep(bytes);
  return bytes;
}

/** A cache that cannot be written costs the next run a download, and this one nothing. */
async function keep(bytes: Uint8Array): Promise<void> {
  const path = sp500Path();
  const draft = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    await Bun.write(draft, bytes);
    renameSync(draft, path);
  } catch {}
}

function sha512(bytes: Uint8Array): string {
  return new Bun.CryptoHasher("sha512").update(bytes).digest("base64");
}
