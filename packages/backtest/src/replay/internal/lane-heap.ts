/**
 * Which of many lanes has the earliest head: an indexed binary heap in columns. A lane is a source of events in the order
 * of their time; equal times go by the lane's number, so that the merge is the same in every run.
 */
export class LaneHeap {
  /** Time of each lane's head. */
  readonly micros: Float64Array;
  readonly nanos: Float64Array;
  readonly #heap: Int32Array;
  /** Where each lane is in the heap; −1 for one that is empty. */
  readonly #place: Int32Array;
  #size = 0;

  constructor(lanes: number) {
    this.micros = new Float64Array(lanes);
    this.nanos = new Float64Array(lanes);
    this.#heap = new Int32Array(lanes);
    this.#place = new Int32Array(lanes).fill(-1);
  }

  /** The lane with the earliest head, or −1 where all are empty. */
  get first(): number {
    return this.#size === 0 ? -1 : this.#heap[0]!;
  }

  /** Whether the lane has a head. */
  has(lane: number): boolean {
    return this.#place[lane] !== -1;
  }

  /** The lane's head is at this time, whether it had one or not. */
  set(lane: number, micros: number, nanos: number): void {
    this.micros[lane] = micros;
    this.nanos[lane] = nanos;
    let place = this.#place[lane]!;
    if (place === -1) {
      place = this.#size;
      this.#size += 1;
      this.#heap[place] = lane;
      this.#place[lane] = place;
      this.#rise(place);
    } else if (!this.#rise(place)) this.#sink(place);
  }

  /** The lane is empty. */
  remove(lane: number): void {
    const place = this.#place[lane]!;
    if (place === -1) return;
    this.#place[lane] = -1;
    this.#size -= 1;
    const moved = this.#heap[this.#size]!;
    if (moved === lane) return;
    this.#heap[place] = moved;
    this.#place[moved] = place;
    if (!this.#rise(place)) this.#sink(place);
  }

  /** All lanes are empty. */
  clear(): void {
    this.#place.fill(-1);
    this.#size = 0;
  }

  #isBefore(a: number, b: number): boolean {
    const micros = this.micros[a]! - this.micros[b]!;
    if (micros !== 0) return micros < 0;
    const nanos = this.nanos[a]! - this.nanos[b]!;
    return nanos === 0 ? a < b : nanos < 0;
  }

  /** @returns whether it rose */
  #rise(from: number): boolean {
    const heap = this.#heap;
    const lane = heap[from]!;
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const other = heap[parent]!;
      if (!this.#isBefore(lane, other)) break;
      heap[place] = other;
      this.#place[other] = place;
      place = parent;
    }
    heap[place] = lane;
    this.#place[lane] = place;
    return place !== from;
  }

  #sink(from: number): void {
    const heap = this.#heap;
    const size = this.#size;
    const lane = heap[from]!;
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      const other = heap[child]!;
      if (!this.#isBefore(other, lane)) break;
      heap[place] = other;
      this.#place[other] = place;
      place = child;
    }
    heap[place] = lane;
    this.#place[lane] = place;
  }
}
