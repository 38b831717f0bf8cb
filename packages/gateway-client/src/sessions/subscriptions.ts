import type { GatewayPort } from "../client-port.js";
import { lacksMethod } from "../compat/refusals.js";

/** A standing wish to be told about sessions. */
export interface SessionSubscription {
  /**
   * True when the gateway sends `sessions.changed` (or `session.message` for one key); false on
   * gateways that cannot (2026.3), where `chat` events are all there is.
   */
  readonly live: boolean;
  /** Ends it; again is harmless. */
  unsubscribe(): void;
}

interface Wish {
  holders: number;
  /** The question put on the present connection, and which one that is. */
  asked: { readonly session: unknown; readonly live: Promise<boolean> } | undefined;
}

/**
 * Keeps the gateway subscribed to what is wanted: a subscription belongs to a connection, so each
 * new one asks again.
 */
export class SessionSubscriptions {
  readonly #port: GatewayPort;
  readonly #wishes = new Map<string, Wish>();
  #release: (() => void) | undefined;

  constructor(port: GatewayPort) {
    this.#port = port;
  }

  /** @param key one session's messages; without it, changes of the list. */
  async subscribe(key?: string): Promise<SessionSubscription> {
    const name = key ?? "";
    const wish = this.#wishes.get(name) ?? { holders: 0, asked: undefined };
    this.#wishes.set(name, wish);
    wish.holders++;
    this.#release ??= this.#port.onReady(() => this.#askAll());
    let held = true;
    const unsubscribe = (): void => {
      if (!held) return;
      held = false;
      this.#drop(name, wish);
    };
    try {
      return { live: await this.#ask(name, wish), unsubscribe };
    } catch (error) {
      unsubscribe();
      throw error;
    }
  }

  dispose(): void {
    this.#wishes.clear();
    this.#release?.();
    this.#release = undefined;
  }

  #askAll(): void {
    for (const [name, wish] of this.#wishes) {
      this.#ask(name, wish).catch((error: unknown) => {
        this.#port.logger.warn("Subscribing to sessions failed", { error });
      });
    }
  }

  #ask(name: string, wish: Wish): Promise<boolean> {
    const session = this.#port.hello;
    if (wish.asked !== undefined && wish.asked.session === session) return wish.asked.live;
    const method = name === "" ? "sessions.subscribe" : "sessions.messages.subscribe";
    const live = this.#port.request(method, name === "" ? {} : { key: name }).then(
      () => true,
      (error: unknown) => {
        if (lacksMethod(error, method, this.#port)) return false;
        if (wish.asked?.live === live) wish.asked = undefined;
        throw error;
      },
    );
    wish.asked = { session, live };
    return live;
  }

  #drop(name: string, wish: Wish): void {
    wish.holders--;
    if (wish.holders > 0 || this.#wishes.get(name) !== wish) return;
    this.#wishes.delete(name);
    if (this.#wishes.size === 0) this.dispose();
    // The subscription to the list has no opposite; it ends with the connection.
    if (name === "" || wish.asked === undefined) return;
    this.#port.request("sessions.messages.unsubscribe", { key: name }).catch((error: unknown) => {
      this.#port.logger.debug("sessions.messages.unsubscribe failed", { error });
    });
  }
}
