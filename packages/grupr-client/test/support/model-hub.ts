import type { CursorStore, GruprMessage } from "../../src/index.js";

/** Something is said, or begun and filled later. */
export interface Said {
  readonly id: string;
  /** Of `created_at`, µs since the epoch. */
  readonly at: number;
  /** Lists have it from this moment on, ms since the epoch. */
  readonly visibleAt: number;
  /** It is being written until then, ms since the epoch. */
  readonly filledAt: number;
}

/** What happens to one list. */
export type ListFault = "500" | "cut" | "half" | "shuffled" | "doubled";

/** A hub's list, in memory: exact, and as fast as a property test wants it. */
export class ModelHub {
  readonly said: Said[] = [];
  readonly faults: ListFault[] = [];
  readonly #now: () => number;
  readonly #most: number;

  /** @param most - rows a list gives at once. */
  constructor(now: () => number, most: number) {
    this.#now = now;
    this.#most = most;
  }

  readonly fetch: typeof fetch = async (input) => {
    const fault = this.faults.shift();
    if (fault === "500") return new Response("", { status: 500 });
    if (fault === "cut") throw new TypeError("fetch failed");
    const { searchParams } = new URL(String(input));
    const after = microsOf(searchParams.get("after") ?? "1970-01-01T00:00:00Z");
    const limit = Number(searchParams.get("limit"));
    const now = this.#now();
    const fitting = this.said
      .filter(({ at, visibleAt }) => at > after && visibleAt <= now)
      .sort((a, b) => a.at - b.at);
    const page = fitting.slice(0, Math.min(limit, this.#most));
    const data = page.map((said) => rowOf(said, now));
    if (fault === "doubled") data.push(...data);
    if (fault === "shuffled") data.reverse();
    const more = page.length < fitting.length;
    const text = JSON.stringify({ data, next_cursor: more ? "more" : null });
    return new Response(fault === "half" ? text.slice(0, text.length / 2) : text, {
      headers: { date: new Date(now).toUTCString() },
    });
  };
}

function rowOf({ id, at, filledAt }: Said, now: number): GruprMessage {
  const streaming = now < filledAt;
  return {
    message_id: id,
    content: streaming ? "" : `said ${id}`,
    created_at: timeOf(at),
    ...(filledAt > 0 && { is_streaming: streaming }),
  };
}

const timeOf = (micros: number): string => {
  const ms = Math.floor(micros / 1000);
  return new Date(ms).toISOString().replace("Z", `${String(micros % 1000).padStart(3, "0")}Z`);
};

const microsOf = (text: string): number =>
  Date.parse(text.replace(/(\.\d{3})\d*Z/, "$1Z")) * 1000 +
  Number(/\.\d{3}(\d{3})/.exec(text)?.[1] ?? 0);

/** A store that outlives clients, and whose writes can be torn by a crash. */
export class CrashStore implements CursorStore {
  #cursor: string | undefined;
  /** The next write is the last thing a life does: did it reach the disk? */
  crash: "before" | "after" | undefined;

  constructor(cursor: string) {
    this.#cursor = cursor;
  }

  async load(): Promise<string | undefined> {
    return this.#cursor;
  }

  async save(_gruprId: string, cursor: string): Promise<void> {
    const { crash } = this;
    this.crash = undefined;
    if (crash !== "before") this.#cursor = cursor;
    if (crash !== undefined) throw new Error("the process is gone");
  }
}
