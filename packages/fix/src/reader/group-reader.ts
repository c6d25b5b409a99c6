import { DEPTH, FIRST, type FieldIndex } from "./field-index.ts";
import { FieldReader } from "./field-reader.ts";

/**
 * The instances of a repeating group, one after another; it is used again for any group of any message, and groups
 * within groups have a reader each. An instance is left as it is in the message: nothing is copied.
 *
 * @example
 * const parties = new GroupReader();
 * const roles = new GroupReader();
 * parties.open(message, 453);
 * while (parties.next()) {
 *   parties.string(448);
 *   for (roles.open(parties, 802); roles.next(); ) roles.string(523);
 * }
 */
export class GroupReader extends FieldReader {
  #index: FieldIndex | undefined;
  /** Instances in the message, whatever the field that counts them says. */
  count = 0;
  /** The first field behind the group. */
  #end = 0;
  #depth = 0;
  #from = 0;
  #to = 0;

  get index(): FieldIndex {
    return this.#index!;
  }

  /**
   * Begins with the group that a field of `parent` counts.
   *
   * @returns the number of instances; 0 where there is no such group
   */
  open(parent: FieldReader, tag: number): number {
    this.#index = parent.index;
    const at = parent.find(tag);
    const { nexts, instances, marks } = parent.index;
    const isGroup = at >= 0 && parent.index.isGroup(at);
    this.#end = isGroup ? nexts[at]! : 0;
    this.#to = isGroup ? at + 1 : 0;
    this.#from = this.#to;
    this.#depth = isGroup ? (marks[at]! & DEPTH) + 1 : 0;
    this.count = isGroup ? instances[at]! : 0;
    return this.count;
  }

  /** Goes to the next instance, the first after {@link open}. @returns false behind the last one */
  next(): boolean {
    this.#from = this.#to;
    if (this.#to >= this.#end) return false;
    const { marks } = this.index;
    const first = this.#depth | FIRST;
    let to = this.#to + 1;
    while (to < this.#end && marks[to] !== first) to++;
    this.#to = to;
    return true;
  }

  find(tag: number): number {
    const { tags, marks } = this.index;
    for (let at = this.#from; at < this.#to; at++)
      if (tags[at] === tag && (marks[at]! & DEPTH) === this.#depth) return at;
    return -1;
  }

  /** The place of the instance's first field. */
  get from(): number {
    return this.#from;
  }

  /** The place behind the instance's last field. */
  get to(): number {
    return this.#to;
  }
}
