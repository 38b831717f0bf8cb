import type { Delivery } from "./delivery.js";

/**
 * Makes a generator endable from outside: `return()` ends it also while a `next()` is waiting, which
 * JavaScript's own generators queue behind it.
 */
export function endable(
  deliveries: AsyncGenerator<Delivery, undefined>,
  end: () => void,
): AsyncIterableIterator<Delivery, undefined> {
  const iterator: AsyncIterableIterator<Delivery, undefined> = {
    next: () => deliveries.next(),
    return: () => {
      end();
      return deliveries.return(undefined);
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}
