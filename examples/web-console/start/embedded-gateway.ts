import { startGateway, type TestGateway } from "@hawser/testkit";
import { scriptedAgent } from "./agent.js";
import { Crew } from "./crew.js";
import { seedSessions } from "./seed.js";

/** As long as a timer can wait, ms. */
const LONGEST_MS = 2 ** 31 - 1;

/** A gateway with some life in it. */
export interface EmbeddedGateway {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts a gateway in this process, with sessions, agents that need no model and people who ask them
 * for things. There is nothing in it to protect: it wants no token and takes pages from anywhere.
 *
 * @throws the listen error when the address is taken.
 */
export async function startEmbeddedGateway(options: {
  readonly host: string;
  readonly protocol: 3 | 4;
}): Promise<EmbeddedGateway> {
  const { host, protocol } = options;
  const gateway: TestGateway = await startGateway({
    host,
    protocol,
    token: null,
    allowedOrigins: ["*"],
    agents: ["main", "ops", "researcher"],
    agent: scriptedAgent((key, task) => crew.ask(key, task)),
  });
  seedSessions(gateway.sessions);
  const crew = new Crew(`ws://127.0.0.1:${gateway.port}`);
  const leaving = new AbortController();
  const { signal } = leaving;
  // The first errand asks for an approval: that is for whoever looks.
  const begun = gateway.waitFor("ready", undefined, { signal, timeoutMs: LONGEST_MS }).then(
    () => crew.work(),
    () => undefined,
  );
  return {
    port: gateway.port,
    close: async () => {
      leaving.abort();
      await crew.close();
      await begun;
      await gateway.close();
    },
  };
}
