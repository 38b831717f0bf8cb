import type { GatewayClient, GatewayState } from "@hawser/gateway-client";
import type { Screen, ScreenStatus } from "../terminal/screen.js";
import { duration } from "../text/durations.js";
import { explain, explainPairing } from "./explain.js";

/** Tells what happens to the connection: that it was lost and why, when it is tried again, that it is back. */
export class ConnectionNotices {
  readonly #client: GatewayClient;
  readonly #screen: Screen;
  readonly #now: () => number;
  #downSince: number | undefined;
  #lastTold = "";
  #bootId: string | undefined;
  #pairing: string | undefined;

  constructor(o: {
    readonly client: GatewayClient;
    readonly screen: Screen;
    readonly now: () => number;
    readonly onChange: () => void;
  }) {
    this.#client = o.client;
    this.#screen = o.screen;
    this.#now = o.now;
    o.client.on("pairing", (error) => {
      const { what, todo } = explainPairing(error);
      const text = todo.join("\n");
      if (text === this.#pairing) return;
      this.#pairing = text;
      this.#screen.notice(
        this.#screen.colors.yellow(`! ${what}`),
        ...todo.map((row) => `  ${row}`),
      );
    });
    o.client.on("state", (state) => {
      this.#tell(state);
      o.onChange();
    });
  }

  /** For the row at the bottom: what the connection is doing, when it is not simply there. */
  get status(): Pick<ScreenStatus, "activity" | "countdown"> {
    const { state } = this.#client;
    switch (state.status) {
      case "waiting": {
        const text =
          this.#pairing === undefined ? "connecting again" : "waiting to be let in, next try";
        return { countdown: { text, until: state.until } };
      }
      case "connecting":
      case "handshaking": {
        const tries = state.attempt === 0 ? "" : ` (try ${state.attempt + 1})`;
        return { activity: { text: `connecting${tries}`, since: this.#downSince ?? this.#now() } };
      }
      default:
        return {};
    }
  }

  /** The connection in a word or two. */
  get word(): string {
    const { status } = this.#client.state;
    return status === "ready" ? "connected" : status === "closed" ? "closed" : "not connected";
  }

  #tell(state: GatewayState): void {
    const { colors } = this.#screen;
    if (state.status === "waiting") {
      this.#downSince ??= this.#now();
      if (this.#pairing !== undefined) return;
      const { what, todo } = explain(state.error);
      if (what === this.#lastTold) return;
      this.#lastTold = what;
      const next = `Next try in ${duration(state.delayMs)}.`;
      this.#screen.notice(
        `${colors.yellow(`↻ ${what.replace(/\.?$/u, ".")}`)} ${colors.dim(next)}`,
        ...todo.map((row) => colors.dim(`  ${row}`)),
      );
    } else if (state.status === "ready") {
      const { bootId } = state.session.hello.server;
      const restarted = this.#bootId !== undefined && bootId !== this.#bootId;
      this.#bootId = bootId;
      if (this.#pairing !== undefined)
        this.#screen.notice(colors.green("✓ This device was let in."));
      if (this.#downSince !== undefined) {
        const after = duration(this.#now() - this.#downSince);
        const what = restarted ? "; the gateway was restarted" : "";
        this.#screen.notice(colors.green(`✓ Connected again after ${after}${what}.`));
      }
      this.#downSince = undefined;
      this.#pairing = undefined;
      this.#lastTold = "";
    }
  }
}
