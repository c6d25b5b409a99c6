import { describe, expect, test } from "bun:test";
import { Random } from "@hotpath/core";
import { Decimal } from "@hotpath/core/decimal";
import * as fix44 from "../generated/fix44.ts";
import { MessageReader } from "../reader/message-reader.ts";
import { assemble, bytesOf, randomFields } from "../testing/random-message.ts";
import { VERSIONS } from "../testing/versions.ts";
import { decode } from "./decode.ts";
import { encode } from "./encode.ts";
import { messageType } from "./message-type.ts";
import { Kind, type PlanMember } from "./plan.ts";
import { compileShape } from "./shape-writer.ts";

const seed = BigInt(process.env.HOTPATH_FIX_SEED ?? 2);
/** More than it takes until a function is made for a shape. */
const MANY = 130;

describe("a shape that is written again and again", () => {
  test(`has the same bytes as the first time, for messages of every version, seed ${seed}`, () => {
    const random = new Random(seed);
    for (const dictionary of Object.values(VERSIONS))
      for (let round = 0; round < 40; round++) {
        const { msgType, name } = dictionary.messages[random.integer(dictionary.messages.length)]!;
        const wire = bytesOf(assemble(randomFields(random, dictionary, msgType, { density: 0.3 })));
        const reader = new MessageReader(dictionary);
        reader.read(wire);
        const type = messageType(dictionary, msgType, name);
        const values = decode(type, reader) as object;
        const first = encode(type, values);
        for (let i = 0; i < MANY; i++) encode(type, values);
        expect(encode(type, values)).toEqual(first);
      }
  });

  test("takes every form of a value, and refuses the same ones in the same words", () => {
    const order = { ClOrdID: "A", Side: "1", TransactTime: "20260314-13:30:15", OrdType: "1" } as const;
    const values: Record<string, unknown[]> = {
      Price: ["1.50", 1, -0, 0.1, 1e-7, new Decimal("2.5"), "", "x", "1e5", Number.NaN, null, true, undefined],
      Symbol: ["AAPL", "é", "", 5, "a\u0001b", undefined],
      NoOrders: [1, 10n, 1.5, "1", undefined],
      SolicitedFlag: [true, false, "Y", 1, undefined],
      ExecInst: [["5", "2"], [], "5", undefined],
      TransactTime: [1773495015120000001n, "20260314-13:30:15.123456", "20261314-13:30:15", 5, undefined],
      EncodedText: [new Uint8Array([1, 2]), "x", undefined],
      NoPartyIDs: [[], [{ PartyID: "P" }, { PartyID: "Q", PartyRole: 1 }], [{ PartyRole: 1 }], [{ Nobody: 1 }], 5],
    };
    for (const [name, forms] of Object.entries(values)) {
      const written = () =>
        forms.map((form) => {
          try {
            return encode(fix44.NewOrderSingle, { ...order, [name]: form } as unknown as fix44.NewOrderSingle).toHex();
          } catch (error) {
            return (error as Error).message;
          }
        });
      const first = written();
      for (let i = 0; i < MANY; i++) written();
      expect(written()).toEqual(first);
    }
  });

  test("is told from others with the same names in another order, with more or fewer, and with foreign ones", () => {
    const base = { ClOrdID: "A", Side: "1", TransactTime: "20260314-13:30:15", OrdType: "1" } as fix44.NewOrderSingle;
    const shapes = [base, { ...base, Price: 1 }, { Price: 1, ...base }, { ...base, Symbol: "X", Price: 2 }];
    const first = shapes.map((each) => encode(fix44.NewOrderSingle, each));
    for (let i = 0; i < MANY; i++) for (const each of shapes) encode(fix44.NewOrderSingle, each);
    expect(shapes.map((each) => encode(fix44.NewOrderSingle, each))).toEqual(first);
    const foreign = { ...base, Nonsense: undefined };
    for (let i = 0; i < MANY; i++) expect(encode(fix44.NewOrderSingle, foreign)).toEqual(first[0]!);
    foreign.Nonsense = 1 as unknown as undefined;
    expect(() => encode(fix44.NewOrderSingle, foreign)).toThrow("NewOrderSingle.Nonsense: is no field of the message");
    const { Side: _, ...less } = base;
    for (let i = 0; i < MANY; i++)
      expect(() => encode(fix44.NewOrderSingle, less as fix44.NewOrderSingle)).toThrow(
        "NewOrderSingle.Side: is required",
      );
  });

  test("is written without a function where the host makes none; names of a dictionary are no code", () => {
    const member = (name: string): PlanMember => ({
      ...{ name, tag: 9001, kind: Kind.Text, required: false, section: 1, order: 0, lengthTag: 0 },
      group: () => {
        throw new Error("no group");
      },
    });
    const strange = `x"]; throw new Error("code"); //\u2028`;
    const general = () => {
      throw new Error("the general way");
    };
    expect(compileShape([member(strange)], general)?.({} as never, {}, "")).toBe(0);
    const { Function: made } = globalThis;
    globalThis.Function = (() => {
      throw new EvalError("unsafe-eval is not allowed");
    }) as unknown as FunctionConstructor;
    try {
      expect(compileShape([member("A")], general)).toBeUndefined();
    } finally {
      globalThis.Function = made;
    }
  });
});
