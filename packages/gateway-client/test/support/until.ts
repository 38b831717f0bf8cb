/** Resolves once `ready()` holds, looked at after each change `subscribe` reports. */
export function until(
  subscribe: (look: () => void) => () => void,
  ready: () => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const off = subscribe(() => {
      if (!ready()) return;
      off();
      resolve();
    });
    if (!ready()) return;
    off();
    resolve();
  });
}
