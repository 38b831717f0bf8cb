/**
 * Says what `util.inspect` and `console.log` show of a class (Node, Bun, Deno). A symbol from the registry cannot name
 * a method under isolatedDeclarations, so it is set on the prototype.
 */
export function showAs<T extends object>(prototype: T, shown: (self: T) => unknown): void {
  Object.defineProperty(prototype, Symbol.for("nodejs.util.inspect.custom"), {
    value(this: T): unknown {
      return shown(this);
    },
  });
}
