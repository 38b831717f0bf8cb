import { type GatewayOptions, startGateway, type TestGateway } from "@hawser/testkit";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { startChat } from "../../src/chat/start-chat.js";
import { FakeTerminal } from "./fake-terminal.js";
import { GatedAgent } from "./gated-agent.js";

export interface ChatInTerminal {
  readonly gateway: TestGateway;
  readonly agent: GatedAgent;
  readonly terminal: FakeTerminal;
  /** Resolves with the exit code. */
  readonly exit: Promise<number>;
}

export interface ChatSetup {
  readonly gateway?: GatewayOptions;
  readonly columns?: number;
  readonly token?: string;
  readonly sessionKey?: string;
  /** Called before the chat starts. */
  readonly before?: (gateway: TestGateway) => void;
}

const endings: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "gateway-chat-"));
  endings.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The interactive chat in a terminal in memory, against a gateway of its own. */
export async function chatInTerminal(o: ChatSetup = {}): Promise<ChatInTerminal> {
  const agent = new GatedAgent();
  const gateway = await startGateway({ chatThrottleMs: 0, agent: agent.agent, ...o.gateway });
  const folder = await temporaryFolder();
  o.before?.(gateway);
  const terminal = new FakeTerminal(o.columns);
  let leave = (): void => undefined;
  const exit = startChat({
    target: { kind: "remote", url: gateway.url, token: o.token ?? gateway.token },
    sessionKey: o.sessionKey,
    devicePath: join(folder, "device.json"),
    ...terminal.streams,
    onRunning: (stop) => {
      leave = stop;
    },
  });
  endings.push(async () => {
    leave();
    await exit;
    await gateway.close();
  });
  return { gateway, agent, terminal, exit };
}

/** A conversation of the past. */
export function remember(
  gateway: TestGateway,
  key: string,
  question: string,
  answer: string,
): void {
  const session = gateway.sessions.open(key);
  for (const [role, text] of [
    ["user", question],
    ["assistant", answer],
  ] as const) {
    gateway.sessions.append(session, { role, content: [{ type: "text", text }] });
  }
}
