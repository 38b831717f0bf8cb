import type { StreamState } from "../../src/index.js";

/** Keeps the states of a stream, and waits for one. */
export class States {
  readonly all: StreamState[] = [];
  #look: () => void = () => undefined;

  readonly note = (state: StreamState): void => {
    this.all.push(state);
    this.#look();
  };

  /** The next one (from now on) of that status. */
  next<S extends StreamState["status"]>(status: S): Promise<StreamState & { readonly status: S }> {
    const from = this.all.length;
    return this.#first(status, from);
  }

  /** The first one of that status, past or to come. */
  until<S extends StreamState["status"]>(status: S): Promise<StreamState & { readonly status: S }> {
    return this.#first(status, 0);
  }

  #first<S extends StreamState["status"]>(
    status: S,
    from: number,
  ): Promise<StreamState & { readonly status: S }> {
    return new Promise((resolve) => {
      const before = this.#look;
      this.#look = () => {
        before();
        const found = this.all.slice(from).find((state) => state.status === status);
        if (found !== undefined) resolve(found as StreamState & { readonly status: S });
      };
      this.#look();
    });
  }
}
