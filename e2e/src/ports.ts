import { createServer } from "node:net";

const FIRST = 21_000;
const LAST = 29_000;
/** A gateway opens further ports next to its own. */
const STEP = 100;

let next = FIRST + (process.pid % ((LAST - FIRST) / STEP)) * STEP;

/** A port on the loopback interface that nothing listens on. */
export async function freeGatewayPort(): Promise<number> {
  for (let tried = FIRST; tried < LAST; tried += STEP) {
    const port = next;
    next = next + STEP < LAST ? next + STEP : FIRST;
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port between ${FIRST} and ${LAST}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
