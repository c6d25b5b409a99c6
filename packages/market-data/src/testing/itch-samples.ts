import type { Random } from "@hotpath/core";
import type { FieldKind } from "../internal/field-table.ts";
import { ITCH_LAYOUT, type ItchMessage, type ItchType, itchFields } from "../itch50/itch-messages.ts";

/** The letters of all types. */
export const ITCH_TYPES: readonly ItchType[] = Object.keys(ITCH_LAYOUT) as ItchType[];

/** A message of a type with random fields, each within its bounds. */
export function randomItchMessage(type: ItchType, random: Random): ItchMessage {
  const message: Record<string, unknown> = {
    type,
    stockLocate: random.integer(2 ** 16),
    trackingNumber: random.integer(2 ** 16),
    timestamp: random.integer(2 ** 24) * 2 ** 24 + random.integer(2 ** 24),
  };
  for (const [name, kind] of itchFields(type))
    message[name] = name === "side" ? "BS"[random.integer(2)] : randomField(kind, random);
  return message as unknown as ItchMessage;
}

/** A random value of a kind, within its bounds. */
export function randomField(kind: FieldKind, random: Random): string | number | bigint {
  switch (kind) {
    case "char":
      return String.fromCharCode(65 + random.integer(26));
    case "text2":
    case "text4":
    case "text8":
    case "text14": {
      const length = 1 + random.integer(Number(kind.slice(4)));
      return Array.from({ length }, () => String.fromCharCode(65 + random.integer(26))).join("");
    }
    case "u1":
      return random.integer(256);
    case "u2":
      return random.integer(65_536);
    case "s4":
      return random.integer(2 ** 31) - 2 ** 30;
    case "u4":
    case "price4":
      return random.integer(2 ** 31) * 2 + random.integer(2);
    case "id":
    case "price":
      return random.integer(2 ** 27) * 2 ** 26 + random.integer(2 ** 26);
    default:
      return random.next64();
  }
}
