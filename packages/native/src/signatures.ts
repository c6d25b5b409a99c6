/**
 * How the kernels are called from C, as data: for bindings in other languages. A kernel's symbol in the library is
 * `hotpath_<symbol>_<isa>`; lengths and overlaps are the caller's to check, as `Kernels` does.
 */
export { ABI, ISA_BITS, NARROW_KERNELS } from "./isas.ts";
export { riskSignatures } from "./risk.ts";
export { type Signature, signatures } from "./table.ts";
