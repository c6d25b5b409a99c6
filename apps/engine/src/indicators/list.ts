/** `hotpath indicators list`: the registry. */
import { barsRegistry, type Definition, registry } from "@hotpath/indicators";
import { paintFor } from "../terminal/paint.ts";
import { layTable } from "../terminal/table.ts";

/** Prints every indicator, by group; with `json`, all that the registry knows of each. */
export function listIndicators(json: boolean): number {
  if (json) {
    process.stdout.write(
      `${JSON.stringify([...registry.map(described), ...barsRegistry.map(({ create: _, ...rest }) => rest)], null, 2)}\n`,
    );
    return 0;
  }
  const paint = paintFor(process.stdout);
  const groups = [...new Set(registry.map((definition) => definition.group))].sort();
  const lines = groups.flatMap((group) => [
    "",
    paint("bold", group),
    ...layTable(
      registry.filter((d) => d.group === group).map((d) => [d.name, d.title, parameters(d)]),
      "lll",
      paint,
    ),
  ]);
  const bars = [
    "",
    paint("bold", "Bars and profiles, which give no value a bar: for programs"),
    ...layTable(
      barsRegistry.map((d) => [d.name, d.title, parameters(d)]),
      "lll",
      paint,
    ),
  ];
  process.stdout.write(`${registry.length} indicators\n${[...lines, ...bars].join("\n")}\n`);
  return 0;
}

function parameters(definition: Pick<Definition, "params">): string {
  return Object.entries(definition.params ?? {})
    .map(([key, param]) => `${key} ${param.choices?.[param.default] ?? param.default}`)
    .join(", ");
}

function described(definition: Definition): object {
  const { name, aliases, group, title, inputs, params, outputs, unstable, gap, complexity, formula, source, profiles } =
    definition;
  return {
    name,
    aliases: aliases ?? [],
    group,
    title,
    inputs,
    params: params ?? {},
    outputs: outputs.map((output) => (typeof output === "string" ? { name: output } : output)),
    unstable: unstable ?? false,
    gap: gap ?? "restart",
    complexity: complexity ?? "O(1)",
    formula,
    source,
    profiles: profiles ?? {},
  };
}
