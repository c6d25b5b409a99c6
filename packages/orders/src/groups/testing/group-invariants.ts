/** What must hold in every state that a group can come to, and when nothing can happen any more. */
import { Contingency, GroupPolicy, LegRole } from "../contingency.ts";
import { GroupPhase } from "../order-group-table.ts";
import { type GroupWorld, isLive, type WorldState } from "./group-world.ts";

const { OneCancelsOther, OneTriggersOther, OneUpdatesOtherProportional } = Contingency;
/** Ids from here on are the group's own. */
const FIRST_OWN = 100;

const filledOf = (orders: readonly WorldState[]): number => orders.reduce((sum, o) => sum + o.venueCumulative, 0);
const workingOf = (orders: readonly WorldState[]): number =>
  orders.filter(isLive).reduce((sum, o) => sum + o.venueQuantity - o.venueCumulative, 0);

/** What an order may still come to, with everything that is under way to the venue. */
function mostOf(o: WorldState): number {
  let most = isLive(o) ? o.venueQuantity : o.venueCumulative;
  for (let n = 0; n < o.toVenue.length; n++) if (o.toVenue[n] !== 1) most = Math.max(most, o.toVenue[++n]!);
  return most;
}

/** A world, seen as its alternatives. */
class Sight {
  readonly world: GroupWorld;
  readonly entry: number;
  readonly children: readonly WorldState[];
  readonly alternatives: readonly number[];

  constructor(world: GroupWorld) {
    const { table } = world.groups;
    this.world = world;
    this.entry = table.entry[0]!;
    this.children = world.orders.filter((o) => o.leg !== this.entry);
    this.alternatives = [...new Set(this.children.map((o) => table.alternative[o.leg]!))];
  }

  of(alternative: number): readonly WorldState[] {
    return this.children.filter((o) => this.world.groups.table.alternative[o.leg] === alternative);
  }

  /** What an alternative was asked for. */
  quantityOf(alternative: number): number {
    const { quantity } = this.world.groups.table;
    const first = this.of(alternative).filter((o) => o.id < FIRST_OWN);
    return first.reduce((sum, o) => sum + quantity[o.leg]!, 0);
  }

  /** What the entry has filled, as the engine knows. */
  get known(): number {
    return this.world.groups.table.filled[this.entry]!;
  }

  get entryFilled(): number {
    return filledOf(this.world.orders.filter((o) => o.leg === this.entry));
  }

  /** Traded back. */
  get corrected(): number {
    const { corrected } = this.world.groups.table;
    return this.world.orders.filter((o) => o.id < FIRST_OWN).reduce((sum, o) => sum + corrected[o.leg]!, 0);
  }

  /** A venue refused to cancel thrice in a row. */
  get hasGivenUp(): boolean {
    return this.world.orders.some((o) => this.world.groups.table.attempts[o.leg]! >= 3);
  }
}

/** What of an alternative should work, when engine and venue know the same. */
function rightOf(sight: Sight, alternative: number): number {
  const { table } = sight.world.groups;
  const { kind } = sight.world.scenario;
  const filled = filledOf(sight.of(alternative));
  const quantity = sight.quantityOf(alternative);
  const all = filledOf(sight.children);
  if (kind === OneTriggersOther) return sight.known - filled;
  if (kind === OneCancelsOther) return all > filled && table.winner[0] !== alternative ? 0 : quantity - filled;
  if (kind !== OneUpdatesOtherProportional)
    return Math.max(0, (sight.entry === -1 ? quantity : sight.known) - all + sight.corrected);
  let right = quantity - filled;
  for (const other of sight.alternatives)
    if (other !== alternative) right -= Math.ceil((filledOf(sight.of(other)) * quantity) / sight.quantityOf(other));
  return Math.max(0, right);
}

/** One alternative alone never goes beyond what the entry filled: not with what works, nor with what is under way. */
function checkBound(sight: Sight): void {
  for (const a of sight.alternatives) {
    const most = sight.of(a).reduce((sum, o) => sum + mostOf(o), 0);
    const limit = sight.entry === -1 ? sight.quantityOf(a) : sight.known;
    if (most > limit) throw new Error(`alternative ${a} may come to ${most} of ${limit}`);
  }
}

/** Nothing is under way: what works is never more than is right, and just that where nothing has failed. */
function checkQuiet(sight: Sight): void {
  const { world } = sight;
  const { table } = world.groups;
  const isOver = table.phase[0] === GroupPhase.Ended;
  const isEnding = isOver || table.phase[0] === GroupPhase.Ending;
  const waits =
    ((world.scenario.policy ?? 0) & GroupPolicy.ReleaseWhenEntryCloses) !== 0 && world.orders[0]!.status !== -1;
  for (const a of sight.alternatives) {
    const works = workingOf(sight.of(a));
    const right = rightOf(sight, a);
    if (isOver && works > 0) throw new Error("an orphan works although the group is over");
    if (works > right) throw new Error(`quiet, and ${works} of alternative ${a} works where ${right} is right`);
    const mayLack = isEnding || waits || sight.hasGivenUp || sight.of(a).some((o) => table.failed[o.leg] === 1);
    if (!mayLack && works !== right)
      throw new Error(`quiet, and only ${works} of alternative ${a} works where ${right} is right`);
  }
  const isStopped = sight.children.some((o) => table.role[o.leg] === LegRole.Stop && o.cumulative > 0);
  if (isStopped && !sight.hasGivenUp && world.orders.some((o) => o.leg === sight.entry && isLive(o)))
    throw new Error("stopped out, and the entry goes on");
}

/** Nothing can happen any more: nothing is left over, and every race was counted. */
function checkEnd(sight: Sight): void {
  const { world } = sight;
  const { table } = world.groups;
  const { kind, policy = 0, kills = 0 } = world.scenario;
  if (table.phase[0] !== GroupPhase.Ended) throw new Error("nothing can happen, and the group has not ended");
  if (world.orders.some((o) => o.status !== -1 || isLive(o))) throw new Error("an order is left over");
  const executed = filledOf(sight.children);
  const excess = table.excess[0]!;
  if (sight.entry === -1) {
    if (kind !== OneCancelsOther) return;
    const lost = sight.alternatives
      .filter((a) => a !== table.winner[0])
      .reduce((sum, a) => sum + filledOf(sight.of(a)), 0);
    if (lost !== excess) throw new Error(`${lost} filled beside the winner, ${excess} counted`);
    return;
  }
  if (kind === OneTriggersOther) return;
  const beyond = executed - sight.entryFilled;
  if (beyond > excess) throw new Error(`${beyond} executed beyond the entry, ${excess} counted`);
  const position = world.flattened - beyond;
  if ((policy & GroupPolicy.FlattenExcess) !== 0 && position < 0) throw new Error(`a position of ${position} is left`);
  const hasLostStop = sight.children.some((o) => table.role[o.leg] === LegRole.Stop && table.failed[o.leg] === 1);
  const isKilled = world.budgets[5] !== kills;
  if ((policy & GroupPolicy.FlattenOnFailure) !== 0 && hasLostStop && !isKilled && position > 0)
    throw new Error(`a stop failed, and a position of ${position} is left`);
}

/** Checks a state. @throws for one that must not be */
export function checkGroupWorld(world: GroupWorld, isTerminal: boolean): void {
  const sight = new Sight(world);
  checkBound(sight);
  if (world.isQuiet) checkQuiet(sight);
  if (isTerminal) checkEnd(sight);
}
