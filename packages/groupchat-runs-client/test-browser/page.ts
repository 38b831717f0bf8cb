import { HawserError } from "@hawser/core";
import { GroupChatRunsClient, type WorkOutcome } from "@hawser/groupchat-runs-client";

// The page's script: an agent in a page, driven by the tests from outside.

/** What a test can do in the page, as `agent`. */
export interface PageAgent {
  begin(options: {
    readonly apiUrl: string;
    readonly convexUrl: string;
    readonly token: string;
    readonly transport?: "auto" | "websocket" | "polling";
  }): void;
  /** Resolves when the listening has ended, with the code of its error. */
  ended(): Promise<string | undefined>;
  /** What became of each run, by id. */
  readonly outcomes: Readonly<Record<string, WorkOutcome["status"]>>;
  /** Ids of the runs that were handed to the agent, in order. */
  readonly worked: readonly string[];
  readonly status: string;
  close(): Promise<void>;
}

let runs: GroupChatRunsClient | undefined;
let listening: Promise<string | undefined> = Promise.resolve(undefined);
const outcomes: Record<string, WorkOutcome["status"]> = {};
const worked: string[] = [];

const agent: PageAgent = {
  begin(options) {
    runs = new GroupChatRunsClient({ pollIntervalMs: 200, ...options });
    listening = runs
      .process(
        async (job) => {
          worked.push(job.run.id);
          await job.comment("Looking at it.");
          // Tasks that ask to wait are worked until their owners stop them.
          if (job.run.prompt.includes("wait")) {
            await new Promise((resolve) => job.signal.addEventListener("abort", resolve));
          }
          return `Done: ${job.run.prompt}`;
        },
        { onOutcome: ({ run, status }) => (outcomes[run.id] = status) },
      )
      .then(
        () => undefined,
        (error: unknown) => (error instanceof HawserError ? error.code : String(error)),
      );
  },
  ended: () => listening,
  async close() {
    await runs?.close();
  },
  outcomes,
  worked,
  get status() {
    return runs?.state.status ?? "none";
  },
};

declare global {
  var agent: PageAgent;
}

globalThis.agent = agent;
