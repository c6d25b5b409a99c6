import { InputError } from "@hotpath/core";

/** A section's settings: keys as they are written, values as text. */
export type Settings = ReadonlyMap<string, string>;

/** What a file of settings says: each session with the defaults that it does not override. */
export interface SettingsFile {
  defaults: Settings;
  sessions: readonly Settings[];
}

/**
 * Reads QuickFIX's settings: `[DEFAULT]` and `[SESSION]` sections of `Key=Value` lines; `#` begins a comment. Keys are the
 * same whether large or small, and the later of two wins.
 *
 * @param variables values of `$(NAME)` and `${NAME}`; without it these stay as they are
 * @throws {InputError} naming the line of a section that is neither
 */
export function readSettings(text: string, variables?: Readonly<Record<string, string | undefined>>): SettingsFile {
  const defaults = new Map<string, string>();
  const own: Map<string, string>[] = [];
  let section: Map<string, string> | undefined;
  for (const [i, whole] of text.split(/\r?\n/).entries()) {
    const line = whole.trim();
    if (line === "" || line.startsWith("#")) continue;
    if (line.startsWith("[") && line.endsWith("]")) {
      const name = line.slice(1, -1).trim().toUpperCase();
      if (name === "DEFAULT") section = defaults;
      else if (name === "SESSION") {
        section = new Map();
        own.push(section);
      } else
        throw new InputError("INPUT_INVALID", `line ${i + 1}: the section ${line} is neither [DEFAULT] nor [SESSION]`);
      continue;
    }
    const equals = line.indexOf("=");
    if (equals < 0 || section === undefined) continue;
    section.set(keyOf(line.slice(0, equals)), resolved(line.slice(equals + 1).trim(), variables));
  }
  return { defaults, sessions: own.map((session) => new Map([...defaults, ...session])) };
}

/** A key as it is looked up. */
export function keyOf(key: string): string {
  return key.trim().toLowerCase();
}

function resolved(value: string, variables: Readonly<Record<string, string | undefined>> | undefined): string {
  if (variables === undefined) return value;
  return value.replace(/\$[({]([A-Za-z_]\w*)[)}]/g, (whole, name) => variables[name] ?? whole);
}
