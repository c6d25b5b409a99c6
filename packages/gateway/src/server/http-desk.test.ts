import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventCursor } from "@hotpath/core";
import { JournalReader, JournalWriter, viewRecord } from "@hotpath/journal";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { toJson } from "../protocol/index.ts";
import { type DeskOptions, TestDesk } from "../testing/desk.ts";
import { API_QUERIES, openApi } from "./openapi.ts";

const BUY = { type: "submitOrder", instrument: 0, side: "buy", orderType: "market", quantity: "1" } as const;

interface Answer {
  status: number;
  body: Record<string, unknown> & { next?: number };
}

/** Asks a gateway, and holds each answer against what the description says of it. */
class Caller {
  readonly #desk: TestDesk;
  readonly #ajv: Ajv2020;
  readonly #description: Record<string, unknown>;

  constructor(desk: TestDesk) {
    this.#desk = desk;
    this.#description = openApi();
    this.#ajv = new Ajv2020({ strict: false, allErrors: true });
    this.#ajv.addSchema(this.#description, "openapi");
  }

  async get(path: string, token: string | undefined = this.#desk.tokens.view): Promise<Answer> {
    const headers: Record<string, string> = token === "" ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`http://127.0.0.1:${this.#desk.port}${path}`, { headers });
    expect(response.headers.get("content-type")).toContain("application/json");
    const body = (await response.json()) as Answer["body"];
    this.#validate(path.split("?")[0]!, response.status, body);
    return { status: response.status, body };
  }

  #validate(path: string, status: number, body: unknown): void {
    const escaped = path.replaceAll("~", "~0").replaceAll("/", "~1");
    const isKnown = Object.hasOwn(this.#description.paths as object, path);
    const place =
      status === 200
        ? `paths/${escaped}/get/responses/200/content/application~1json/schema`
        : "components/schemas/Failure";
    if (status !== 200 && status !== 404 && isKnown)
      expect(
        (this.#description.paths as Record<string, { get: { responses: object } }>)[path]!.get.responses,
      ).toHaveProperty(`${status}`);
    const validate = this.#ajv.getSchema(`openapi#/${place}`)!;
    expect([path, validate(body), validate.errors]).toEqual([path, true, null]);
  }
}

/** A desk that trades, with a journal that its clients may ask. */
async function trading(
  folder: string,
  run: (desk: TestDesk, caller: Caller) => Promise<void>,
  options: DeskOptions = {},
) {
  const journal = JournalWriter.open({ folder, durability: "process" });
  await using desk = new TestDesk({ journal, journalFolder: folder, signals: true, timeEvery: 1, ...options });
  await run(desk, new Caller(desk));
}

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "hotpath-http-"));
  try {
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("/openapi.json", () => {
  test("is OpenAPI 3.1, by a validator of others, and has every query", async () => {
    await using desk = new TestDesk();
    const response = await fetch(`http://127.0.0.1:${desk.port}/openapi.json`);
    const document = (await response.json()) as Record<string, unknown>;
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document));
    expect(result).toMatchObject({ valid: true });
    expect(validator.version).toBe("3.1");
    expect(Object.keys(document.paths as object)).toEqual(API_QUERIES.map((what) => `/api/${what}`));
    expect(document).toEqual(openApi());
  });
});

describe("/api", () => {
  test("every query answers as its description says, of an engine that trades", () =>
    inFolder((folder) =>
      trading(folder, async (desk, caller) => {
        const client = await desk.client("trade");
        for (let k = 0; k < 300; k++) desk.quote(10_000 + ((k * k) % 23) + Math.floor(k / 10), k % 2);
        for (let k = 0; k < 4; k++) await client.ask({ ...BUY, instrument: k % 2 });
        await client.ask({ ...BUY, orderType: "limit", price: "50.00" });
        const counts: Record<string, number> = {};
        for (const what of API_QUERIES) {
          const { status, body } = await caller.get(`/api/${what}`);
          expect([what, status, body.sequence]).toEqual([what, 200, desk.engine.engine.sequence]);
          const asked = (await client.ask({ type: "query", what })) as { value: unknown };
          counts[what] = Array.isArray(body[what]) ? body[what].length : Object.keys(body[what] as object).length;
          // The same rows by message, which keeps times whole.
          if (what !== "statistics") expect(JSON.parse(toJson([asked.value]))).toEqual(body[what] as never);
        }
        expect(counts).toMatchObject({ orders: 5, fills: 4, positions: 2, strategies: 0 });
        expect(counts.signals).toBeGreaterThan(10);
        const { body } = await caller.get("/api/orders?instrument=1");
        expect((body.orders as { instrument: number }[]).map(({ instrument }) => instrument)).toEqual([1, 1]);
      }),
    ));

  test("the journal's ranges are those of the journal, page by page, with nothing lost or doubled", () =>
    inFolder((folder) =>
      trading(
        folder,
        async (desk, caller) => {
          const client = await desk.client("trade");
          for (let k = 0; k < 40; k++) desk.quote(10_000 + (k % 5), k % 2);
          for (let k = 0; k < 9; k++) await client.ask(BUY);
          const wanted: unknown[] = [];
          desk.engine.engine.journal!.flush();
          using reader = JournalReader.open(folder);
          const event = new EventCursor();
          while (reader.next(event)) {
            const { type: name, sequence, time, ...fields } = viewRecord(event);
            wanted.push({ sequence, time: `${time}`, name, fields: JSON.parse(toJson([fields])) });
          }
          expect(wanted.length).toBeGreaterThan(desk.engine.engine.sequence);
          for (const limit of [1, 7, 10_000]) {
            const rows: unknown[] = [];
            for (let from: number | undefined = 0; from !== undefined; ) {
              const { body } = await caller.get(`/api/journal?from=${from}&limit=${limit}`);
              rows.push(...(body.journal as unknown[]));
              from = body.next;
            }
            expect(rows).toEqual(wanted);
          }
          const { body } = await caller.get("/api/journal?from=41&to=45&names=OrderEntry,NewOrder&instrument=0");
          expect(
            (body.journal as { name: string; sequence: number }[]).map(({ name, sequence }) => [name, sequence]),
          ).toEqual(
            wanted
              .filter((row) => ["OrderEntry", "NewOrder"].includes((row as { name: string }).name))
              .map((row) => row as { name: string; sequence: number })
              .filter(({ sequence }) => sequence >= 41 && sequence < 45)
              .map(({ name, sequence }) => [name, sequence]),
          );
          expect((await client.of("welcome"))[0]!.features).toContain("journal");
        },
        { journalOutputs: "decisions" },
      ),
    ));

  test("what is wrong is named; who has no token is told nothing", async () => {
    await using desk = new TestDesk({ limits: { tokenRequestsPerSecond: 1, tokenRequestBurst: 13 } });
    const caller = new Caller(desk);
    for (const token of ["", "hp.1.x"])
      expect(await caller.get("/api/orders", token)).toMatchObject({ status: 401, body: { code: "UNAUTHENTICATED" } });
    for (const [path, status, field] of [
      ["/api/orders?limit=0", 400, "limit"],
      ["/api/orders?limit=10001", 400, "limit"],
      ["/api/orders?from=-1", 400, "from"],
      ["/api/orders?from=1e3", 400, "from"],
      ["/api/orders?limit=1&limit=2", 400, "limit"],
      ["/api/orders?what=fills", 400, "what"],
      ["/api/orders?colour=red", 400, "colour"],
      ["/api/fills?instrument=2", 400, "instrument"],
      ["/api/fills?names=Quote", 400, "names"],
      ["/api/journal?names=Quote,Nope", 400, "names[1]"],
      ["/api/journal", 503, "what"],
    ] as const)
      expect([path, await caller.get(path)]).toMatchObject([path, { status, body: { path: field } }]);
    expect(await caller.get("/api/nothing")).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
    await caller.get("/api/limits");
    expect(await caller.get("/api/limits")).toMatchObject({ status: 429, body: { code: "RATE_LIMITED" } });
    expect((await fetch(`http://127.0.0.1:${desk.port}/api/limits`, { method: "POST" })).status).toBe(405);
  });
});
