import type { ChatRun, ChatRunResult, GatewayClient, GatewayState } from "@hawser/gateway-client";
import type { TestGateway } from "@hawser/testkit";
import type { Report } from "./report.js";

/** What every scene works with. */
export interface Stage {
  readonly gateway: TestGateway;
  readonly client: GatewayClient;
  readonly report: Report;
  readonly now: () => number;
}

/** What was seen of a run. */
export interface Followed {
  readonly result: ChatRunResult;
  /** The text as somebody who watched it has it on the screen. */
  readonly shown: string;
  readonly pieces: number;
  readonly tools: readonly string[];
}

/**
 * Shows a run while it goes on. `onText` is told how much is there, to do something in the middle of
 * it.
 */
export async function follow(
  run: ChatRun,
  report: Report,
  onText: (length: number) => void = () => undefined,
): Promise<Followed> {
  const reply = report.growing();
  const tools: string[] = [];
  let shown = "";
  let pieces = 0;
  for await (const event of run) {
    if (event.type === "text") {
      pieces += 1;
      shown += event.delta;
      reply.push(event.delta);
      onText(shown.length);
    } else if (event.type === "resync") {
      reply.end();
      report.trouble("the gateway works the message anew");
      shown = event.text;
      reply.push(event.text);
    } else if (event.type === "tool") {
      tools.push(`${event.name} ${event.phase}`);
    }
  }
  reply.end();
  return { result: await run.result, shown, pieces, tools };
}

/** How the connection came back after `cut` was called, told once it has. */
export async function untilBack(client: GatewayClient, cut: () => void): Promise<GatewayState[]> {
  const seen: GatewayState[] = [];
  let stop = (): void => undefined;
  const back = new Promise<void>((resolve) => {
    stop = client.on("state", (state) => {
      seen.push(state);
      if (state.status === "ready" || state.status === "closed") resolve();
    });
  });
  cut();
  await back;
  stop();
  return seen;
}
