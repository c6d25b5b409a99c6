import { OrderType, TimeInForce } from "@hotpath/core";
import { CommandKind, Reason, ReportKind, SelfTradePrevention } from "../vocabulary.ts";
import * as layout from "./layout.ts";

/**
 * A number that changes with every position of the layout and every code that native code was compiled with: it answers
 * with the one that it knows, and is not used where that is another.
 */
export const LAYOUT_CODE: number = digest();

function digest(): number {
  let code = 0x811c9dc5;
  for (const table of [layout, ReportKind, Reason, OrderType, TimeInForce, SelfTradePrevention, CommandKind]) {
    for (const [name, value] of Object.entries(table)) {
      for (const character of `${name}=${value};`) code = Math.imul(code ^ character.charCodeAt(0), 0x01000193);
    }
  }
  return code;
}
