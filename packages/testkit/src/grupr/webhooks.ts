import { createHmac, randomUUID } from "node:crypto";
import type { GruprRegistry } from "./registry.js";
import type { GruprHubMessage } from "./state/rooms.js";

/** A webhook as an agent has set it. */
export interface GruprWebhook {
  readonly id: string;
  readonly agentId: string;
  readonly url: string;
  readonly secret: string | undefined;
  readonly authBearer: string | undefined;
}

/** One call of a webhook. */
export interface GruprWebhookDelivery {
  readonly webhookId: string;
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The HTTP status; undefined when nobody answered. */
  readonly status: number | undefined;
}

const TRIES = 3;

/** One webhook an agent, called at least once for each message of others. */
export class Webhooks {
  readonly #hooks = new Map<string, GruprWebhook>();
  readonly #registry: GruprRegistry;
  readonly #prefix: string;
  #stop = new AbortController();

  constructor(registry: GruprRegistry, signature: "sha256=hex" | "hex") {
    this.#registry = registry;
    this.#prefix = signature === "hex" ? "" : "sha256=";
  }

  get(agentId: string): GruprWebhook | undefined {
    return this.#hooks.get(agentId);
  }

  set(hook: Omit<GruprWebhook, "id">): GruprWebhook {
    const kept = { ...hook, id: this.#hooks.get(hook.agentId)?.id ?? randomUUID() };
    this.#hooks.set(hook.agentId, kept);
    return kept;
  }

  delete(agentId: string): boolean {
    return this.#hooks.delete(agentId);
  }

  deliver(agentIds: Iterable<string>, message: GruprHubMessage): void {
    for (const agentId of agentIds) {
      const hook = this.#hooks.get(agentId);
      if (hook !== undefined && message.agent_id !== agentId) void this.#call(hook, message);
    }
  }

  /** Gives up what is under way. */
  stop(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
  }

  async #call(hook: GruprWebhook, message: GruprHubMessage): Promise<void> {
    const body = JSON.stringify({ type: "new_message", data: message });
    const headers: Record<string, string> = { "content-type": "application/json" };
    if (hook.secret !== undefined) {
      const digest = createHmac("sha256", hook.secret).update(body).digest("hex");
      headers["grupr-signature"] = this.#prefix + digest;
    }
    if (hook.authBearer !== undefined) headers["authorization"] = `Bearer ${hook.authBearer}`;
    const { signal } = this.#stop;
    for (let attempt = 0; attempt < TRIES && !signal.aborted; attempt++) {
      const status = await fetch(hook.url, { method: "POST", body, headers, signal }).then(
        async (response) => {
          await response.arrayBuffer();
          return response.status;
        },
        () => undefined,
      );
      const record = { webhookId: hook.id, url: hook.url, body, headers, status };
      this.#registry.note("delivery", record);
      if (status !== undefined && status < 500) return;
    }
  }
}
