import { GatewayClient } from "@hawser/gateway-client";
import { GruprClient } from "@hawser/grupr-client";
import { startGateway, startGrupr } from "@hawser/testkit";
import { answerRoom } from "./agent.js";

/** How long a reply may take before the script gives up on it, ms. */
const PATIENCE_MS = 15_000;

/**
 * Plays a conversation against an embedded hub and gateway, with a cut line and a lost answer in it.
 *
 * @returns what was not as it should be.
 */
export async function playConversation(say: (line: string) => void): Promise<readonly string[]> {
  const hub = await startGrupr();
  const openclaw = await startGateway({
    async *agent(text) {
      yield "You said: ";
      yield text.replace(/^Ada: /u, "");
    },
  });
  const grupr = new GruprClient({
    agentToken: hub.agentToken,
    agentId: hub.agent.id,
    baseUrl: hub.baseUrl,
  });
  const gateway = new GatewayClient({ url: openclaw.url, token: openclaw.token });
  const leave = new AbortController();
  const answering = answerRoom(grupr, gateway, hub.gruprId, leave.signal);
  const problems: string[] = [];
  const check = (holds: boolean, fact: string): void => {
    say(`  ${holds ? "✓" : "✗ NOT AS IT SHOULD BE:"} ${fact}`);
    if (!holds) problems.push(fact);
  };
  const ask = async (content: string): Promise<void> => {
    hub.say(hub.gruprId, { from: "Ada", content });
    say(`Ada: ${content}`);
    const reply = await hub.waitFor("message", (m) => m.content === `You said: ${content}`, {
      timeoutMs: PATIENCE_MS,
    });
    say(`${hub.agent.name}: ${reply.content}`);
  };
  const talk = async (): Promise<void> => {
    await hub.waitFor("subscribe", undefined, { timeoutMs: PATIENCE_MS });
    await ask("Hello");
    const other = hub.addAgent("Another agent");
    hub.assign(hub.gruprId, other);
    hub.say(hub.gruprId, { from: other, content: "Beep" });
    say("Another agent: Beep");
    hub.faults.loseResponse("send");
    await ask("Is anybody there?");
    hub.faults.drop();
    say("(the line is cut)");
    await ask("And now?");
  };
  try {
    await Promise.race([talk(), answering]);
    leave.abort();
    await answering;
    const replies = hub.messages(hub.gruprId).filter((m) => m.agent_id === hub.agent.id);
    check(replies.length === 3, "three questions, three answers: none lost, none doubled");
    check(!replies.some((m) => m.content.includes("Beep")), "other agents are left alone");
  } catch (error) {
    check(false, error instanceof Error ? error.message : String(error));
  } finally {
    leave.abort();
    await answering.catch(() => undefined);
    await Promise.all([grupr.close(), gateway.close()]);
    await Promise.all([hub.close(), openclaw.close()]);
  }
  return problems;
}
