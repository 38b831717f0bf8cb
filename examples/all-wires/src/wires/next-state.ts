import { PATIENCE_MS } from "./line.js";

interface Connected {
  on(event: "state", fn: (state: { readonly status: string }) => void): () => void;
}

/** Resolves the next time a client comes into a state. @throws when that takes too long. */
export function next(client: Connected, status: string, what: string): Promise<void> {
  const come = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      off();
      reject(new Error(`${what} is not ${status}`));
    }, PATIENCE_MS);
    // Nobody is kept waiting for it once all else has ended.
    timer.unref();
    const off = client.on("state", (state) => {
      if (state.status !== status) return;
      clearTimeout(timer);
      off();
      resolve();
    });
  });
  // It may come to nothing before anybody waits for it.
  come.catch(() => undefined);
  return come;
}
