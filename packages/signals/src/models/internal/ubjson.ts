import { InputError } from "@hotpath/core";

/** Deepest nesting, and most values in one document: what is beyond is no model. */
const DEPTH_MOST = 64;
const VALUES_MOST = 200_000_000;

/** What a reader of UBJSON knows of where it is. */
interface Place {
  bytes: Uint8Array;
  view: DataView;
  at: number;
  values: number;
}

/**
 * Reads a document of Universal Binary JSON (draft 12), as XGBoost writes it: typed and counted containers too. Integers
 * of 64 bits become numbers.
 *
 * @throws {InputError} what is not UBJSON, with the offset
 */
export function parseUbjson(bytes: Uint8Array): unknown {
  const place = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0, values: 0 };
  return readValue(place, markerAt(place), 0);
}

function broken(place: Place, what: string): InputError {
  return new InputError("CORRUPT", `UBJSON, byte ${place.at}: ${what}`);
}

function take(place: Place, count: number): number {
  const at = place.at;
  if (!(count >= 0 && count <= place.bytes.length - at)) throw broken(place, "the document is cut");
  place.at += count;
  return at;
}

function markerAt(place: Place): string {
  for (;;) {
    const marker = String.fromCharCode(place.bytes[take(place, 1)]!);
    if (marker !== "N") return marker;
  }
}

function readValue(place: Place, marker: string, depth: number): unknown {
  if (++place.values > VALUES_MOST) throw broken(place, `more than ${VALUES_MOST} values`);
  switch (marker) {
    case "Z":
      return null;
    case "T":
      return true;
    case "F":
      return false;
    case "d":
      return place.view.getFloat32(take(place, 4));
    case "D":
      return place.view.getFloat64(take(place, 8));
    case "C":
      return String.fromCharCode(place.bytes[take(place, 1)]!);
    case "S":
    case "H":
      return textOf(place);
    case "[":
    case "{":
      return containerOf(place, marker === "{", depth + 1);
    default:
      return integerOf(place, marker);
  }
}

function integerOf(place: Place, marker: string): number {
  switch (marker) {
    case "i":
      return place.view.getInt8(take(place, 1));
    case "U":
      return place.view.getUint8(take(place, 1));
    case "I":
      return place.view.getInt16(take(place, 2));
    case "l":
      return place.view.getInt32(take(place, 4));
    case "L":
      return Number(place.view.getBigInt64(take(place, 8)));
    default:
      throw broken(place, `the type ${JSON.stringify(marker)} is not known`);
  }
}

function lengthOf(place: Place): number {
  const length = integerOf(place, markerAt(place));
  if (!(length >= 0 && length <= VALUES_MOST)) throw broken(place, `a length of ${length}`);
  return length;
}

function textOf(place: Place): string {
  const length = lengthOf(place);
  const at = take(place, length);
  return new TextDecoder().decode(place.bytes.subarray(at, at + length));
}

function containerOf(place: Place, isObject: boolean, depth: number): unknown {
  if (depth > DEPTH_MOST) throw broken(place, `nested more than ${DEPTH_MOST} deep`);
  const peek = () => String.fromCharCode(place.bytes[place.at] ?? 0);
  let type: string | undefined;
  let count = -1;
  if (peek() === "$") {
    place.at++;
    type = markerAt(place);
    if (peek() !== "#") throw broken(place, "a typed container has no count");
  }
  if (peek() === "#") {
    place.at++;
    count = lengthOf(place);
    // Values of these types take no bytes, so that a short document could promise any number of them.
    if (count > place.bytes.length - place.at && !(type === undefined && count === 0))
      throw broken(place, `${count} values in ${place.bytes.length - place.at} bytes`);
  }
  const end = isObject ? "}" : "]";
  const list: unknown[] = [];
  const fields: Record<string, unknown> = Object.create(null);
  for (let i = 0; i !== count; i++) {
    if (count < 0 && peek() === end) {
      place.at++;
      break;
    }
    const key = isObject ? textOf(place) : "";
    const value = readValue(place, type ?? markerAt(place), depth);
    if (isObject) fields[key] = value;
    else list.push(value);
  }
  return isObject ? fields : list;
}
