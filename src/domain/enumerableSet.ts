/**
 * The order in which the contracts list their sets. Mirrors OpenZeppelin's `EnumerableSet` (and the keys of `EnumerableMap`):
 * a member is added at the end, and the last one moves into the place of one removed. No event tells the order; it follows from the history.
 */

/** One change of one of several sets. Adding a member that is there, or removing one that is not, changes nothing. */
export type SetChange<Member> = {
  /** Id of the event: changes happen in this order, those of one event in the order given. */
  id: bigint;
  /** Name of the set. */
  set: string;
  member: Member;
  adds: boolean;
};

/** The members of every set that ever had one, in the contract's order. */
export function replaySets<Member>(
  changes: readonly SetChange<Member>[],
): Map<string, readonly Member[]> {
  const sets = new Map<string, { members: Member[]; places: Map<Member, number> }>();
  for (const { set: name, member, adds } of changes.toSorted(byId)) {
    const set = sets.get(name) ?? { members: [], places: new Map<Member, number>() };
    sets.set(name, set);
    const place = set.places.get(member);
    if (adds === (place !== undefined)) continue;
    if (place === undefined) {
      set.places.set(member, set.members.length);
      set.members.push(member);
      continue;
    }
    const last = set.members.pop() as Member;
    set.places.delete(member);
    if (place === set.members.length) continue;
    set.members[place] = last;
    set.places.set(last, place);
  }
  return new Map([...sets].map(([name, { members }]) => [name, members]));
}

const byId = (a: { id: bigint }, b: { id: bigint }) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
