import { type BookKernels, defaultKernels } from "@hotpath/native";
import { LAYOUT_CODE } from "./layout-code.ts";

let known: BookKernels | null | undefined;

/** The native code for books, if this process has any, and of this layout. */
export function nativeBooks(): BookKernels | null {
  if (known === undefined) {
    const { books } = defaultKernels();
    known = books !== null && books.layout() === LAYOUT_CODE ? books : null;
  }
  return known;
}
