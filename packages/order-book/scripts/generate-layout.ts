/**
 * Writes what native code must know of this package, `c/generated/order_book_layout.h` of `@hotpath/native`, from where
 * TypeScript knows it: positions from `layout.ts`, codes from the vocabularies.
 *
 *     bun scripts/generate-layout.ts [--check]
 */
import { join } from "node:path";
import { OrderType, TimeInForce } from "@hotpath/core";
import * as layout from "../src/internal/layout.ts";
import { LAYOUT_CODE } from "../src/internal/layout-code.ts";
import { CommandKind, MAX_PRICE, Reason, ReportKind, SelfTradePrevention } from "../src/vocabulary.ts";

/** Where the header is. */
export const headerPath: string = join(import.meta.dir, "../../native/c/generated/order_book_layout.h");

/** The header. */
export function layoutHeader(): string {
  const lines = [
    "/* Made by packages/order-book/scripts/generate-layout.ts; do not edit. */",
    "#ifndef HOTPATH_ORDER_BOOK_LAYOUT_H",
    "#define HOTPATH_ORDER_BOOK_LAYOUT_H",
    "",
    ...Object.entries(layout).map(([name, value]) => `#define ${name} ${value}`),
    "",
    `#define LAYOUT_CODE (${LAYOUT_CODE})`,
    `#define MAX_PRICE ${MAX_PRICE}.0`,
    ...codes("KIND", ReportKind),
    ...codes("REASON", Reason),
    ...codes("TYPE", OrderType),
    ...codes("TIF", TimeInForce),
    ...codes("PREVENT", SelfTradePrevention),
    ...codes("COMMAND", CommandKind),
    "",
    "#endif",
  ];
  return `${lines.join("\n")}\n`;
}

function codes(prefix: string, values: Readonly<Record<string, number>>): string[] {
  return Object.entries(values).map(([name, value]) => {
    const words = name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
    return `#define ${prefix}_${words} ${value}`;
  });
}

if (import.meta.main) {
  const header = layoutHeader();
  if (!process.argv.includes("--check")) await Bun.write(headerPath, header);
  else if ((await Bun.file(headerPath).text()) !== header) {
    console.log(`${headerPath} is not what layout.ts says`);
    process.exitCode = 1;
  }
}
