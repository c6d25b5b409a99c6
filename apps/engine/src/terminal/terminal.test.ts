import { expect, test } from "bun:test";
import { type Paint, paintFor } from "./paint.ts";
import { startProgress } from "./progress.ts";
import { layTable, wrap } from "./table.ts";

const plain: Paint = (_, text) => text;

test("colour is for terminals that want it", () => {
  expect(paintFor({ isTTY: true }, { TERM: "xterm" })("bold", "x")).toBe("\u001b[1mx\u001b[0m");
  expect(paintFor({ isTTY: false }, { TERM: "xterm" })("bold", "x")).toBe("x");
  expect(paintFor({}, {})("bold", "x")).toBe("x");
  expect(paintFor({ isTTY: true }, { NO_COLOR: "1" })("red", "x")).toBe("x");
  expect(paintFor({ isTTY: true }, { TERM: "dumb" })("red", "x")).toBe("x");
});

test("columns align by what is seen, whatever the tone", () => {
  const rows = [
    ["name", { text: "µs", tone: "dim" as const }],
    ["a", { text: "1,234", tone: "red" as const }],
  ];
  expect(layTable(rows, "lr", plain)).toEqual(["  name     µs", "  a     1,234"]);
  expect(layTable(rows, "lr", plain, [6, 6])).toEqual(["  name        µs", "  a        1,234"]);
  const painted = layTable(rows, "lr", paintFor({ isTTY: true }, {}));
  expect(painted.map((line) => Bun.stringWidth(line))).toEqual([13, 13]);
});

test("lines break between words, and a word too long stays whole", () => {
  expect(wrap("one two three four", 10, "  ")).toEqual(["  one two", "  three", "  four"]);
  expect(wrap("incomprehensibilities no", 10, " ")).toEqual([" incomprehensibilities", " no"]);
  expect(wrap("", 10, "  ")).toEqual([]);
});

test("without a terminal, progress is silent", () => {
  const written: string[] = [];
  const stream = { isTTY: false, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
  const progress = startProgress("nothing", 100, stream);
  progress.update(50);
  progress.stop();
  expect(written).toEqual([]);
});
