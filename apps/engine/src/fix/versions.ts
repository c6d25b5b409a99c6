/** The dictionaries of the FIX versions, each loaded only when a message asks for it. */
import { ConfigError, InputError } from "@hotpath/core";
import { APPL_VER_IDS, type Dictionary, type MessageReader } from "@hotpath/fix";

/** FIX 5.0 and later travel over it. */
const TRANSPORT = "FIXT.1.1";

/** The names of the versions. */
export const VERSIONS: readonly string[] = [...Object.values(APPL_VER_IDS), TRANSPORT];

/**
 * The dictionary of a version: `FIX.4.4`, also `FIX44`, `fix50sp2`.
 *
 * @throws {ConfigError} naming the versions
 */
export async function loadVersion(name: string): Promise<Dictionary> {
  const plain = (text: string) => text.toUpperCase().replace(/[^A-Z0-9]/g, "");
  const version = VERSIONS.find((each) => plain(each) === plain(name));
  if (version === undefined) throw new ConfigError("--version", name, VERSIONS.join(", "));
  if (version === TRANSPORT) return (await import("@hotpath/fix/fixt11")).dictionary;
  const net = await import("@hotpath/fix/net");
  return net.loadVersion(version);
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
    return dictionary.beginString.startsWith("FIX.5") ? dictionary.over(await loadVersion(TRANSPORT)) : dictionary;
  } catch (error) {
    if (error instanceof InputError) throw new InputError("INPUT_INVALID", `${path}: ${error.message}`);
    throw error;
  }
}

/** The version of a message: over FIXT 1.1 that of ApplVerID, else of the last Logon's DefaultApplVerID, else the last. */
export function versionOf(reader: MessageReader, defaultVersion: string): string {
  const begin = reader.string(8) ?? "";
  if (begin !== TRANSPORT) return VERSIONS.includes(begin) ? begin : defaultVersion;
  const named = reader.string(1128) ?? reader.string(1137);
  return (named === undefined ? undefined : APPL_VER_IDS[named]) ?? defaultVersion;
}
