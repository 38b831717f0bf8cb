import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";

type Body = Record<string, string>;

/** What the service does with a request: answers it, or leaves it. */
export type Answer = (body: Body, response: ServerResponse) => void;

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Answers with a status and a JSON (or literal) body. */
export function say(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

/** Tokens `good-<name>` are good, others are refused. */
export const goodNames: Answer = ({ token = "" }, response) => {
  if (!token.startsWith("good-")) {
    return say(response, 200, { success: false, error: "token_expired" });
  }
  const name = token.slice("good-".length);
  say(response, 200, {
    success: true,
    data: { userId: `u_${name}`, username: name, avatar: `/${name}.png`, plan: "pro" },
  });
};

/** An auth service as upstream's document describes it. */
export async function authService(answer: Answer = goodNames): Promise<{
  readonly endpoint: string;
  /** The bodies it got. */
  readonly bodies: Body[];
  /** Requests that were given up by the other side. */
  readonly aborted: () => number;
  /** Sockets that are open. */
  readonly sockets: () => number;
  readonly close: () => Promise<void>;
}> {
  const bodies: Body[] = [];
  let aborted = 0;
  let sockets = 0;
  const http = createServer((request, response) => {
    const chunks: Buffer[] = [];
    response.on("close", () => {
      if (!response.writableFinished) aborted += 1;
    });
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Body;
      bodies.push(body);
      answer(body, response);
    });
  });
  http.on("connection", (socket) => {
    sockets += 1;
    socket.on("close", () => (sockets -= 1));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      http.close(() => resolve());
      http.closeAllConnections();
    });
  closers.push(close);
  return {
    endpoint: `http://127.0.0.1:${port}/api/auth/verify`,
    bodies,
    aborted: () => aborted,
    sockets: () => sockets,
    close,
  };
}
