import { randomInt } from "node:crypto";
import { createServer, type Server } from "node:net";

const FIRST = 20_000;
const LAST = 29_000;
/** A gateway opens further ports next to its own. */
const STEP = 100;

/** A port for a gateway, and the ports next to it, kept from other runs of the suite. */
export interface ReservedPort {
  readonly port: number;
  release(): void;
}

/**
 * Finds a free port on the loopback interface. The port below it is listened on until the release:
 * that tells other runs, which may look at the same moment, that the block is taken.
 */
export async function reserveGatewayPort(): Promise<ReservedPort> {
  const blocks = (LAST - FIRST) / STEP;
  const start = randomInt(blocks);
  for (let tried = 0; tried < blocks; tried++) {
    const port = FIRST + ((start + tried) % blocks) * STEP;
    const guard = await listen(port - 1);
    if (guard === undefined) continue;
    const probe = await listen(port);
    if (probe !== undefined) {
      await new Promise((resolve) => probe.close(resolve));
      return { port, release: () => void guard.close() };
    }
    guard.close();
  }
  throw new Error(`no free port between ${FIRST} and ${LAST}`);
}

function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}
