/** Writes how the kernels of @hotpath/native are called from C, for ctypes. */
import { ABI, ISA_BITS, NARROW_KERNELS, riskSignatures, signatures } from "@hotpath/native/signatures";

/** The module `hotpath.generated.kernels`. */
export function kernelsModule(): string {
  const table = (all: Readonly<Record<string, { symbol: string; args: readonly string[]; returns: string }>>): string =>
    Object.entries(all)
      .map(([name, { symbol, args, returns }]) => {
        const list = args.map((arg) => `"${arg}"`).join(", ");
        return `    "${name}": ("${symbol}", (${list}${args.length === 1 ? "," : ""}), "${returns}"),\n`;
      })
      .join("");
  return `# Generated from @hotpath/native/signatures by scripts/generate.ts. Do not edit.
"""How each kernel of the native library is called: its symbol without the instruction set, what it takes and returns."""

from collections.abc import Mapping

Signature = tuple[str, tuple[str, ...], str]

ABI = ${ABI}
"""What \`hotpath_abi\` of a library with these signatures answers."""

ISAS: tuple[tuple[str, int], ...] = (
${ISA_BITS.map(([isa, bit]) => `    ("${isa}", ${bit}),\n`).join("")})
"""Instruction sets, the best last, and their bits in what \`hotpath_isas\` answers."""

NARROW: frozenset[str] = frozenset(
    {
${[...NARROW_KERNELS]
  .sort()
  .map((name) => `        "${name}",\n`)
  .join("")}    }
)
"""Kernels that are called for AVX2 where there is AVX-512."""

KERNELS: Mapping[str, Signature] = {
${table(signatures)}}

RISK_KERNELS: Mapping[str, Signature] = {
${table(riskSignatures)}}
`;
}
