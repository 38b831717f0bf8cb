const SHORTEST = 16;
const shared = new Map<string, readonly string[]>();

/**
 * The list last given under this name, where it says the same. A gateway names hundreds of methods in each hello:
 * all clients of a process that talk to one gateway share the list. Shared lists are frozen.
 */
export function sharedList(name: string, list: string[]): string[] {
  if (list.length < SHORTEST) return list;
  const known = shared.get(name);
  if (known?.length === list.length && list.every((item, i) => item === known[i])) {
    return known as string[];
  }
  shared.set(name, Object.freeze(list));
  return list;
}
