import type { RunnerEvent } from "../../src/index.js";

type Of<T extends RunnerEvent["type"]> = Extract<RunnerEvent, { type: T }>;

/** What a runner told, and waiting for what it will tell. */
export class Watch {
  readonly events: RunnerEvent[] = [];
  #waiting: { readonly look: () => boolean }[] = [];

  readonly observe = (event: RunnerEvent): void => {
    this.events.push(event);
    this.#waiting = this.#waiting.filter(({ look }) => !look());
  };

  of<T extends RunnerEvent["type"]>(type: T): Of<T>[] {
    return this.events.filter((event): event is Of<T> => event.type === type);
  }

  /** Resolves with the events of a type once there are so many. */
  until<T extends RunnerEvent["type"]>(type: T, count = 1): Promise<Of<T>[]> {
    return new Promise((resolve) => {
      const look = (): boolean => {
        const found = this.of(type);
        if (found.length < count) return false;
        resolve(found);
        return true;
      };
      if (!look()) this.#waiting.push({ look });
    });
  }
}
