import { signal, type ReadonlySignal } from "@preact/signals";
import type { GatewayClient, GatewaySnapshot, SnapshotPart } from "@hawser/gateway-client";
import type { Problem } from "@hawser/example-web-parts/line";
import { explain } from "../line/explain.js";

/** How often the gateway is looked at, in ms. */
const EVERY_MS = 15_000;

/** One thing looked at. */
export interface Finding {
  readonly name: string;
  /** What it is, or why that could not be had. */
  readonly is:
    | { readonly ok: true; readonly text: string }
    | { readonly ok: false; readonly problem: Problem };
}

/** How the gateway was when it was last looked at. */
export type Health =
  | { readonly status: "unknown" }
  | {
      readonly status: "seen";
      /** ms since 1970. */
      readonly at: number;
      /** How long a small question and its answer took, in ms. */
      readonly roundTripMs: number;
      readonly findings: readonly Finding[];
    };

/** Looks at the gateway now and then while there is a line. A part that fails does not hide the others. */
export class HealthWatch {
  readonly #gateway: GatewayClient;
  readonly #health = signal<Health>({ status: "unknown" });
  readonly #gone = new AbortController();
  #timer: ReturnType<typeof setInterval> | undefined;
  #looking = false;

  constructor(gateway: GatewayClient) {
    this.#gateway = gateway;
    gateway.on("state", ({ status }) => {
      clearInterval(this.#timer);
      if (status !== "ready") return;
      this.#timer = setInterval(() => void this.look(), EVERY_MS);
      void this.look();
    });
  }

  get health(): ReadonlySignal<Health> {
    return this.#health;
  }

  /** Looks now. Never rejects: without an answer the last picture stays, with its time. */
  async look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    const { signal } = this.#gone;
    try {
      const asked = performance.now();
      await this.#gateway.status({ signal });
      const roundTripMs = Math.round(performance.now() - asked);
      const snapshot = await this.#gateway.snapshot({ signal });
      this.#health.value = {
        status: "seen",
        at: snapshot.takenAt,
        roundTripMs,
        findings: findingsOf(snapshot),
      };
    } catch {
      // The line's own state says why.
      return;
    } finally {
      this.#looking = false;
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#gone.abort();
  }
}

/** A snapshot in words, a line for each of its parts. */
export function findingsOf(snapshot: GatewaySnapshot): readonly Finding[] {
  return [
    finding("Health", snapshot.health, ({ ok }) => (ok === false ? "not well" : "well")),
    finding("Sessions", snapshot.sessions, ({ sessions, totalCount }) =>
      String(totalCount ?? sessions.length),
    ),
    finding("Agents", snapshot.agents, ({ agents }) => String(agents.length)),
    finding("Models", snapshot.models, ({ models }) => String(models.length)),
    finding("Heartbeat", snapshot.lastHeartbeat, heartbeat),
  ];
}

/** Gateways send what they noted of it as it is, or null before the first. */
function heartbeat(last: unknown): string {
  if (typeof last !== "object" || last === null) return "none yet";
  const { ts, status } = last as { readonly ts?: unknown; readonly status?: unknown };
  const parts = [
    typeof status === "string" ? status.replaceAll(/[_-]/g, " ") : "noted",
    typeof ts === "number" ? new Date(ts).toLocaleTimeString() : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}

function finding<T>(name: string, part: SnapshotPart<T>, text: (value: T) => string): Finding {
  return {
    name,
    is: part.ok
      ? { ok: true, text: text(part.value) }
      : { ok: false, problem: explain(part.error) },
  };
}
