/** Every version that is shipped, for tests that hold for all. */
import type { Dictionary } from "../dictionary/dictionary.ts";
import { dictionary as fix40 } from "../generated/fix40.ts";
import { dictionary as fix41 } from "../generated/fix41.ts";
import { dictionary as fix42 } from "../generated/fix42.ts";
import { dictionary as fix43 } from "../generated/fix43.ts";
import { dictionary as fix44 } from "../generated/fix44.ts";
import { dictionary as fix50 } from "../generated/fix50.ts";
import { dictionary as fix50sp1 } from "../generated/fix50sp1.ts";
import { dictionary as fix50sp2 } from "../generated/fix50sp2.ts";
import { dictionary as fixt11 } from "../generated/fixt11.ts";

/** By the names of QuickFIX's files. */
export const VERSIONS: Readonly<Record<string, Dictionary>> = {
  FIX40: fix40,
  FIX41: fix41,
  FIX42: fix42,
  FIX43: fix43,
  FIX44: fix44,
  FIX50: fix50,
  FIX50SP1: fix50sp1,
  FIX50SP2: fix50sp2,
  FIXT11: fixt11,
};

/** A message with `|` for the separator, its BodyLength and CheckSum made right. */
export function message(text: string): Uint8Array {
  const wire = text.replaceAll("|", "\u0001");
  const behind = wire.indexOf("\u0001") + 1;
  const body = wire.slice(behind);
  const head = `${wire.slice(0, behind)}9=${body.length}\u0001${body}`;
  let sum = 0;
  for (let i = 0; i < head.length; i++) sum += head.charCodeAt(i);
  return Uint8Array.from(`${head}10=${String(sum % 256).padStart(3, "0")}\u0001`, (char) => char.charCodeAt(0));
}
