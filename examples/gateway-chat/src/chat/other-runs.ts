import { type ChatHistoryResult, type GatewayClient, messageText } from "@hawser/gateway-client";
import type { Screen } from "../terminal/screen.js";
import { oneLine, wrap } from "../text/line-wrapper.js";

/** Shows the reply to somebody else's message that was being written when the session was opened. */
export class OtherRuns {
  readonly #client: GatewayClient;
  readonly #screen: Screen;
  #stop: () => void = () => undefined;

  constructor(client: GatewayClient, screen: Screen) {
    this.#client = client;
    this.#screen = screen;
  }

  /** Watches the run a history tells of, instead of the one watched before. */
  watch({ inFlightRun }: ChatHistoryResult, isOurs: (runId: string) => boolean): void {
    this.#stop();
    if (inFlightRun === undefined || inFlightRun === null || isOurs(inFlightRun.runId)) return;
    const { colors, width } = this.#screen;
    const soFar = oneLine(inFlightRun.text ?? "", width - 30);
    this.#screen.notice(
      colors.dim(`⠿ a reply is being written: ${soFar}`),
      colors.dim("  It is shown when it is done; /abort stops it."),
    );
    this.#stop = this.#client.on("chat", (event) => {
      if (event.runId !== inFlightRun.runId) return;
      if (event.state !== "final" && event.state !== "error" && event.state !== "aborted") return;
      this.#stop();
      const text = "message" in event ? messageText(event.message) : undefined;
      if (event.state !== "final") this.#screen.notice(colors.dim(`■ it ended: ${event.state}`));
      if (text === undefined) return;
      this.#screen.gap();
      this.#screen.print(...wrap(text, width));
    });
  }

  /** Another session is open. */
  stop(): void {
    this.#stop();
    this.#stop = () => undefined;
  }
}
