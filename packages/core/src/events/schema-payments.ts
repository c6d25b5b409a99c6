import type { RecordDefinition } from "./schema.ts";
import { id, int, price, real } from "./schema-fields.ts";

/** What is paid on what is held, and what changes it without a trade: types 80 to 89. */
export const PAYMENT_RECORDS: readonly RecordDefinition[] = [
  {
    name: "Funding",
    type: 80,
    version: 1,
    role: "input",
    doc: "A funding payment of a perpetual future is due on what is held: longs pay shorts where the rate is positive.",
    fields: [
      real("rate", "share of the position's value for the interval, such as 0.0001"),
      price("price", "price that it is reckoned at; 0 for the mark"),
    ],
  },
  {
    name: "Dividend",
    type: 81,
    version: 1,
    role: "input",
    doc: "A dividend in cash is due on what is held: who is short pays it.",
    fields: [
      real("perUnit", "money of one whole size, in the instrument's currency, before tax"),
      real("withholding", "share that is withheld from who receives it, 0 to 1"),
    ],
  },
  {
    name: "Split",
    type: 82,
    version: 1,
    role: "input",
    doc: "A split, a reverse split or a dividend in stock: numerator new for denominator old, from now on.",
    fields: [
      price(
        "cashInLieu",
        "price of one whole new size at which a fraction of a size unit is paid in cash; 0 for the mark",
      ),
      int("numerator", "new sizes, 1 or more"),
      int("denominator", "for so many old ones, 1 or more"),
    ],
  },
  {
    name: "BorrowFee",
    type: 83,
    version: 1,
    role: "input",
    doc: "The fee for what is borrowed is due on a short position; a long one pays nothing.",
    fields: [
      real("rate", "share of the position's value for the interval, such as 0.00003 a day"),
      price("price", "price that it is reckoned at; 0 for the mark"),
    ],
  },
  {
    name: "ExchangeRate",
    type: 84,
    version: 1,
    role: "input",
    doc: "What one unit of a currency is worth in the base currency of the account from now on.",
    fields: [
      real("rate", "units of the base currency, above 0"),
      id("currency", "the currency's code as a number: the portfolio package's currencyNumber"),
    ],
  },
];
