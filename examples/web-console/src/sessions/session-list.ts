import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import {
  filterSessions,
  sessionKind,
  type GatewayClient,
  type SessionKind,
  type SessionRow,
  type SessionsCache,
} from "@hawser/gateway-client";
import type { Problem } from "@hawser/example-web-parts/line";
import { explain } from "../line/explain.js";
import { sessionName } from "./session-name.js";

/** How many sessions are kept, those used last. A search looks through these. */
export const KEPT = 500;

/** What the list is narrowed to. */
export type KindFilter = "all" | SessionKind;

/** The kinds that the page offers to narrow the list to. */
export const KINDS: readonly KindFilter[] = ["all", "direct", "group", "cron", "subagent"];

/** Where the list stands. */
export type ListState =
  | { readonly status: "loading" }
  | { readonly status: "ready" }
  | { readonly status: "failed"; readonly problem: Problem };

/** The gateway's sessions as signals, kept up to date by the client's own cache. */
export class SessionList {
  readonly kind: Signal<KindFilter> = signal<KindFilter>("all");
  readonly search: Signal<string> = signal("");
  readonly #cache: SessionsCache;
  readonly #all = signal<readonly SessionRow[]>([]);
  readonly #state = signal<ListState>({ status: "loading" });

  constructor(gateway: GatewayClient) {
    this.#cache = gateway.sessions.cache({ limit: KEPT });
    this.#cache.onChange((rows) => {
      this.#all.value = rows;
      this.#state.value = { status: "ready" };
    });
  }

  get all(): ReadonlySignal<readonly SessionRow[]> {
    return this.#all;
  }

  get state(): ReadonlySignal<ListState> {
    return this.#state;
  }

  /** What the filters let through, the most recently used first. */
  readonly shown: ReadonlySignal<readonly SessionRow[]> = computed(() => {
    const kind = this.kind.value;
    const rows =
      kind === "all" ? this.#all.value : filterSessions(this.#all.value, { kinds: kind });
    const wanted = this.search.value.trim().toLowerCase();
    if (wanted === "") return rows;
    return rows.filter((row) => `${sessionName(row)} ${row.key}`.toLowerCase().includes(wanted));
  });

  /** How many there are of each kind. */
  readonly counts: ReadonlySignal<ReadonlyMap<KindFilter, number>> = computed(() => {
    const counts = new Map<KindFilter, number>([["all", this.#all.value.length]]);
    for (const row of this.#all.value) {
      const kind = sessionKind(row);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    return counts;
  });

  get(key: string): SessionRow | undefined {
    return this.#all.value.find((row) => row.key === key);
  }

  /** Fetches the list. A failure is kept in the state; the rows there were stay. */
  async load(): Promise<void> {
    try {
      this.#all.value = await this.#cache.refetch();
      this.#state.value = { status: "ready" };
    } catch (error) {
      this.#state.value = { status: "failed", problem: explain(error) };
    }
  }
}
