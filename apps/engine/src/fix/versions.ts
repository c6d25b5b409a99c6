/** The dictionaries of the FIX versions, each loaded only when a message asks for it. */
import { ConfigError, InputError } from "@hotpath/core";
import type { Dictionary, MessageReader } from "@hotpath/fix";

const LOADERS: Readonly<Record<string, () => Promise<{ dictionary: Dictionary }>>> = {
  "FIX.4.0": () => import("@hotpath/fix/fix40"),
  "FIX.4.1": () => import("@hotpath/fix/fix41"),
  "FIX.4.2": () => import("@hotpath/fix/fix42"),
  "FIX.4.3": () => import("@hotpath/fix/fix43"),
  "FIX.4.4": () => import("@hotpath/fix/fix44"),
  "FIX.5.0": () => import("@hotpath/fix/fix50"),
  "FIX.5.0SP1": () => import("@hotpath/fix/fix50sp1"),
  "FIX.5.0SP2": () => import("@hotpath/fix/fix50sp2"),
  "FIXT.1.1": () => import("@hotpath/fix/fixt11"),
};

/** The names of the versions. */
export const VERSIONS: readonly string[] = Object.keys(LOADERS);

/** What ApplVerID (1128) and DefaultApplVerID (1137) say, as names of versions. */
const APPL_VER_IDS: Readonly<Record<string, string>> = {
  "2": "FIX.4.0",
  "3": "FIX.4.1",
  "4": "FIX.4.2",
  "5": "FIX.4.3",
  "6": "FIX.4.4",
  "7": "FIX.5.0",
  "8": "FIX.5.0SP1",
  "9": "FIX.5.0SP2",
};

/**
 * The dictionary of a version: `FIX.4.4`, also `FIX44`, `fix50sp2`.
 *
 * @throws {ConfigError} naming the versions
 */
export async function loadVersion(name: string): Promise<Dictionary> {
  const plain = (text: string) => text.toUpperCase().replace(/[^A-Z0-9]/g, "");
  const version = VERSIONS.find((each) => plain(each) === plain(name));
  if (version === undefined) throw new ConfigError("--version", name, VERSIONS.join(", "));
  return (await LOADERS[version]!()).dictionary;
}

/**
 * A dictionary of one's own, in QuickFIX's XML; one of FIX 5.0 goes over FIXT 1.1.
 *
 * @throws {ConfigError} a file that cannot be read
 * @throws {InputError} one that is no dictionary
 */
export async function loadDictionary(path: string): Promise<Dictionary> {
  let xml: string;
  try {
    xml = await Bun.file(path).text();
  } catch (error) {
    throw new ConfigError("--dictionary", path, `a dictionary that can be read (${(error as Error).message})`);
  }
  const { readDictionary } = await import("@hotpath/fix/xml");
  try {
    const dictionary = readDictionary(xml);
    return dictionary.beginString.startsWith("FIX.5") ? dictionary.over(await loadVersion("FIXT.1.1")) : dictionary;
  } catch (error) {
    if (error instanceof InputError) throw new InputError("INPUT_INVALID", `${path}: ${error.message}`);
    throw error;
  }
}

/** The version of a message: over FIXT 1.1 that of ApplVerID, else of the last Logon's DefaultApplVerID, else the last. */
export function versionOf(reader: MessageReader, defaultVersion: string): string {
  const begin = reader.string(8) ?? "";
  if (begin !== "FIXT.1.1") return VERSIONS.includes(begin) ? begin : defaultVersion;
  const named = reader.string(1128) ?? reader.string(1137);
  return (named === undefined ? undefined : APPL_VER_IDS[named]) ?? defaultVersion;
}
