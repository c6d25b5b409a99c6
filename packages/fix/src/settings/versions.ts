import { ConfigError } from "@hotpath/core";
import { APPL_VER_IDS } from "../dictionary/appl-ver-ids.ts";
import type { Dictionary } from "../dictionary/dictionary.ts";

const LOADERS: Readonly<Record<string, () => Promise<{ dictionary: Dictionary }>>> = {
  "FIX.4.0": () => import("../generated/fix40.ts"),
  "FIX.4.1": () => import("../generated/fix41.ts"),
  "FIX.4.2": () => import("../generated/fix42.ts"),
  "FIX.4.3": () => import("../generated/fix43.ts"),
  "FIX.4.4": () => import("../generated/fix44.ts"),
  "FIX.5.0": () => import("../generated/fix50.ts"),
  "FIX.5.0SP1": () => import("../generated/fix50sp1.ts"),
  "FIX.5.0SP2": () => import("../generated/fix50sp2.ts"),
};

/**
 * The dictionary of a version, loaded when it is asked for: `FIX.4.4`, also `FIX44`, `fix50sp2`, or a value of ApplVerID.
 *
 * @param path what the name is called in errors
 * @param overTransport FIX 4.4 and before: over FIXT 1.1
 * @throws {ConfigError} naming the versions
 */
export async function loadVersion(name: string, path = "version", overTransport = false): Promise<Dictionary> {
  const plain = (text: string) => text.toUpperCase().replace(/[^A-Z0-9]/g, "");
  const wanted = plain(APPL_VER_IDS[name] ?? name);
  const version = Object.keys(LOADERS).find((each) => plain(each) === wanted);
  if (version === undefined) throw new ConfigError(path, name, Object.keys(LOADERS).join(", "));
  const { dictionary } = await LOADERS[version]!();
  if (!overTransport || dictionary.transport !== undefined) return dictionary;
  const { dictionary: transport } = await import("../generated/fixt11.ts");
  return dictionary.over(transport);
}
