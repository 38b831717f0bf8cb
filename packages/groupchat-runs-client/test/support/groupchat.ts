import { type GroupChatOptions, startGroupChat, type TestGroupChat } from "@hawser/testkit";
import { onTestFinished } from "vitest";
import { GroupChatRunsClient, type GroupChatRunsClientOptions, type Run } from "../../src/index.js";

/** A GroupChat that ends with the test. */
export async function openGroupChat(options: GroupChatOptions = {}): Promise<TestGroupChat> {
  const groupchat = await startGroupChat(options);
  onTestFinished(() => groupchat.close());
  return groupchat;
}

/** Waits short enough for tests on real sockets. */
const QUICK: Partial<GroupChatRunsClientOptions> = {
  retry: { firstMaxMs: 10, initialMs: 20, maxMs: 50 },
  reconnect: { firstMaxMs: 10, initialMs: 20, maxMs: 200 },
  pollIntervalMs: 50,
};

/** A client of it that is closed when the test ends. */
export function clientOf(
  groupchat: Pick<TestGroupChat, "apiUrl" | "convexUrl" | "token">,
  options: Partial<GroupChatRunsClientOptions> = {},
): GroupChatRunsClient {
  const { apiUrl, convexUrl, token } = groupchat;
  const client = new GroupChatRunsClient({ apiUrl, convexUrl, token, ...QUICK, ...options });
  onTestFinished(() => client.close());
  return client;
}

/** The next so many items. */
export async function take<T>(items: AsyncIterator<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const next = await items.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}

/** Resolves when the client's feed is in that state. */
export function untilState(
  client: GroupChatRunsClient,
  status: GroupChatRunsClient["state"]["status"],
): Promise<void> {
  return new Promise((resolve) => {
    if (client.state.status === status) {
      resolve();
      return;
    }
    const off = client.on("state", (state) => {
      if (state.status !== status) return;
      off();
      resolve();
    });
  });
}

/** The ids of runs, in order. */
export const ids = (runs: readonly Pick<Run, "id">[]): string[] => runs.map(({ id }) => id);
