/** The price levels of one side of a book, best first, in columns. */
export class BookSide {
  /** Best first; what is behind `length` is of no meaning. */
  readonly price: Float64Array<ArrayBuffer>;
  readonly size: Float64Array<ArrayBuffer>;
  length = 0;
  readonly #sign: 1 | -1;

  /** @param sign 1 where a higher price is better, as for bids; −1 for asks @param capacity levels at the most: the worst go */
  constructor(sign: 1 | -1, capacity: number) {
    this.#sign = sign;
    this.price = new Float64Array(capacity);
    this.size = new Float64Array(capacity);
  }

  clear(): void {
    this.length = 0;
  }

  /** Takes in levels, price and size in turn; a size of 0 removes one. */
  apply(levels: readonly number[]): void {
    for (let k = 0; k + 1 < levels.length; k += 2) this.set(levels[k]!, levels[k + 1]!);
  }

  /** The new total size at a price; 0 removes the level. */
  set(price: number, size: number): void {
    const at = this.#find(price);
    const isThere = at < this.length && this.price[at] === price;
    if (isThere && size > 0) this.size[at] = size;
    else if (isThere) this.#remove(at);
    else if (size > 0 && at < this.price.length) this.#insert(at, price, size);
  }

  #find(price: number): number {
    let at = 0;
    while (at < this.length && this.#sign * this.price[at]! > this.#sign * price) at += 1;
    return at;
  }

  #remove(at: number): void {
    this.price.copyWithin(at, at + 1, this.length);
    this.size.copyWithin(at, at + 1, this.length);
    this.length -= 1;
  }

  #insert(at: number, price: number, size: number): void {
    const end = Math.min(this.length, this.price.length - 1);
    this.price.copyWithin(at + 1, at, end);
    this.size.copyWithin(at + 1, at, end);
    this.price[at] = price;
    this.size[at] = size;
    this.length = end + 1;
  }
}
