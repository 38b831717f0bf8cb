import type { Said } from "./agent.js";

const MAX_SESSIONS = 1000;
const MAX_SAID = 100;

/** What was said, session by session. Bounded: the session that was quiet longest goes first. */
export class Memory {
  readonly #sessions = new Map<string, readonly Said[]>();

  of(sessionKey: string): readonly Said[] {
    return this.#sessions.get(sessionKey) ?? [];
  }

  add(sessionKey: string, ...said: readonly Said[]): void {
    const whole = [...this.of(sessionKey), ...said].slice(-MAX_SAID);
    this.#sessions.delete(sessionKey);
    this.#sessions.set(sessionKey, whole);
    for (const oldest of this.#sessions.keys()) {
      if (this.#sessions.size <= MAX_SESSIONS) break;
      this.#sessions.delete(oldest);
    }
  }
}
