import { type GatewayAgent, startGateway, type TestGateway } from "@hawser/testkit";
import { guideAgent } from "./agent.js";

/** Starts the gateway that comes along: in this process, on a real socket, with an agent to talk to. */
export function startEmbedded(
  protocol: 3 | 4,
  agent: GatewayAgent = guideAgent,
): Promise<TestGateway> {
  return startGateway({ protocol, agent });
}

/** Puts two conversations of the past into a gateway, so that there is something to choose from. */
export function fillSessions(gateway: TestGateway, now: number): void {
  const past = [
    [
      "agent:main:packing",
      26 * 60,
      "What do I pack for a week at sea?",
      "Wool, and twice the socks.",
    ],
    [
      "agent:main:knots",
      95,
      "Which knot for a mooring line?",
      "A bowline. It holds, and it unties.",
    ],
  ] as const;
  for (const [key, minutesAgo, question, answer] of past) {
    const session = gateway.sessions.open(key);
    for (const [role, text] of [
      ["user", question],
      ["assistant", answer],
    ] as const) {
      gateway.sessions.append(session, { role, content: [{ type: "text", text }] });
    }
    session.updatedAt = now - minutesAgo * 60_000;
  }
}
