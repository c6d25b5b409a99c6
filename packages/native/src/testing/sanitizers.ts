/** The drivers in C under sanitizers, for the tests of packages that make what the library runs. */
export {
  runDriver,
  sanitizedBooks,
  sanitizedPrograms,
  sanitizedTrees,
  sanitizingCompiler,
} from "../../scripts/sanitize.ts";
