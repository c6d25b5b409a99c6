import { ConfigError } from "@hotpath/core";
import type { Definition } from "./definition.ts";
import { definitions } from "./definitions/index.ts";

const byName = new Map<string, Definition>();
for (const definition of definitions)
  for (const name of [definition.name, ...(definition.aliases ?? [])]) byName.set(canonicalName(name), definition);

/** Every indicator, in alphabetical order. */
export const registry: readonly Definition[] = [...definitions].sort((a, b) => (a.name < b.name ? -1 : 1));

/**
 * The definition of an indicator, by name or alias, in any case, underscores and spaces left out or not.
 *
 * @throws {ConfigError} no indicator has the name
 */
export function findDefinition(name: string): Definition {
  const found = byName.get(canonicalName(name));
  if (found === undefined) throw new ConfigError("indicator", name, `a name of the registry${hint(name)}`);
  return found;
}

function canonicalName(name: string): string {
  return String(name)
    .replace(/[\s_-]/g, "")
    .toUpperCase();
}

function hint(name: string): string {
  const start = canonicalName(name).slice(0, 3);
  const near = registry.filter((definition) => canonicalName(definition.name).startsWith(start)).slice(0, 5);
  return near.length > 0 ? `, such as ${near.map((definition) => definition.name).join(", ")}` : "";
}
