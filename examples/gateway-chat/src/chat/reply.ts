import type { ChatRun, ChatRunEvent, ChatRunResult } from "@hawser/gateway-client";
import type { GrowingText, Screen } from "../terminal/screen.js";
import { oneLine } from "../text/line-wrapper.js";
import { explain } from "./explain.js";
import { resultText, toolText } from "./tool-text.js";

const PHASES: Readonly<Record<string, string>> = {
  sent: "waiting for the agent",
  queued: "waiting behind another run",
  reconnecting: "waiting for the agent",
};

/** Shows a run from its first sign of life to its end. */
export class ReplyView {
  readonly #screen: Screen;
  readonly #onActivity: (text: string) => void;
  readonly #toolCalls = new Map<string, string>();
  #text: GrowingText | undefined;
  #anything = false;
  #hidden = false;

  /** @param onActivity - told what the run does, in a few words. */
  constructor(screen: Screen, onActivity: (text: string) => void) {
    this.#screen = screen;
    this.#onActivity = onActivity;
  }

  /** Nobody looks: another session is open. */
  get hidden(): boolean {
    return this.#hidden;
  }

  hide(): void {
    this.#pause();
    this.#hidden = true;
  }

  /** Shows what was missed: the reply so far. */
  unhide(text: string): void {
    if (!this.#hidden) return;
    this.#hidden = false;
    this.#push(text);
  }

  /** Resolves when the run has ended, and never rejects: what goes wrong is shown. */
  async follow(run: ChatRun): Promise<void> {
    try {
      for await (const event of run) this.#show(event);
      this.#ended(await run.result);
    } catch (error) {
      this.#failed(error);
    }
  }

  #show(event: ChatRunEvent): void {
    switch (event.type) {
      case "text":
        this.#onActivity("writing");
        this.#push(event.delta);
        return;
      case "status":
        this.#onActivity(PHASES[event.phase] ?? event.phase.replaceAll("_", " "));
        return;
      case "tool":
        this.#tool(event);
        return;
      case "resync":
        this.#pause();
        this.#note(
          event.reason === "restarted"
            ? "↻ the gateway works your message anew"
            : "↻ the reply was replaced",
        );
        this.#push(event.text);
        return;
      default:
        event satisfies never;
    }
  }

  #ended(result: ChatRunResult): void {
    this.#pause();
    if (result.status === "aborted") this.#note("■ stopped");
    else if (result.status === "error") this.#failed(result.error ?? new Error("the run failed"));
    else if (!this.#anything) this.#note("(no words)");
  }

  #failed(error: unknown): void {
    this.#pause();
    if (this.#hidden) return;
    const { colors } = this.#screen;
    const { what, todo } = explain(error);
    this.#screen.notice(colors.red(`✗ ${what}`), ...todo.map((row) => colors.dim(`  ${row}`)));
  }

  #push(text: string): void {
    if (text === "") return;
    this.#anything = true;
    if (this.#hidden) return;
    this.#text ??= this.#begin();
    this.#text.push(text);
  }

  #begin(): GrowingText {
    this.#screen.gap();
    return this.#screen.grow();
  }

  /** What is said next begins a row of its own. */
  #pause(): void {
    this.#text?.end();
    this.#text = undefined;
  }

  #tool(event: Extract<ChatRunEvent, { type: "tool" }>): void {
    const { name, toolCallId = name, phase, args, result, isError = false } = event;
    const width = this.#screen.width - 4;
    const call = toolText(name, args, width);
    if (phase === "start") {
      this.#toolCalls.set(toolCallId, call);
      this.#onActivity(call);
    }
    if (phase !== "result") return;
    this.#pause();
    const { colors } = this.#screen;
    const asked = this.#toolCalls.get(toolCallId) ?? call;
    const answer = resultText(result, width);
    const whole = oneLine(answer === "" ? asked : `${asked} → ${answer}`, width);
    this.#note(`${isError ? colors.red("✗") : "⚙"} ${whole}`);
    this.#onActivity("thinking");
  }

  #note(text: string): void {
    this.#anything = true;
    if (!this.#hidden) this.#screen.notice(this.#screen.colors.dim(text));
  }
}
