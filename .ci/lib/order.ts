/** The order in which packages can be published: each after those that it depends on. */
import type { Member } from "./workspace.ts";

/** Sorts members so that each comes after its dependencies among them; otherwise their order stays. */
export function dependenciesFirst(members: readonly Member[]): Member[] {
  const byName = new Map(members.map((member) => [member.name, member]));
  const sorted = new Set<Member>();
  const open = new Set<Member>();
  const add = (member: Member): void => {
    if (sorted.has(member) || open.has(member)) return;
    open.add(member);
    const { dependencies, peerDependencies, optionalDependencies } = member.manifest;
    for (const name of Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies })) {
      const next = byName.get(name);
      if (next !== undefined) add(next);
    }
    sorted.add(member);
  };
  for (const member of members) add(member);
  return [...sorted];
}
