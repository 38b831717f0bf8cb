import { WebSocket } from "ws";

/** What a gateway answered to a bare connect, or why it did not. */
export type Handshake =
  | { readonly ok: true; readonly hello: Record<string, unknown> }
  | { readonly ok: false; readonly why: string };

/**
 * One handshake with nothing of ours in it, as a trusted backend on the same machine does it. The
 * connection is closed again.
 */
export function rawHandshake(
  url: string,
  auth: { token?: string; password?: string },
  timeoutMs: number,
): Promise<Handshake> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    const done = (result: Handshake): void => {
      clearTimeout(timer);
      socket.terminate();
      resolve(result);
    };
    const timer = setTimeout(() => done({ ok: false, why: "no answer in time" }), timeoutMs);
    socket.on("error", (error) => done({ ok: false, why: error.message }));
    socket.on("close", (code, reason) =>
      done({ ok: false, why: `closed ${code} ${String(reason)}` }),
    );
    socket.on("message", (data) => {
      const frame = JSON.parse(String(data)) as {
        event?: string;
        id?: string;
        ok?: boolean;
        payload?: Record<string, unknown>;
        error?: unknown;
      };
      if (frame.event === "connect.challenge") socket.send(connectFrame(auth));
      if (frame.id !== "hello") return;
      if (frame.ok === true) done({ ok: true, hello: frame.payload ?? {} });
      else done({ ok: false, why: JSON.stringify(frame.error) });
    });
  });
}

function connectFrame(auth: object): string {
  return JSON.stringify({
    type: "req",
    id: "hello",
    method: "connect",
    params: {
      minProtocol: 3,
      maxProtocol: 4,
      client: { id: "gateway-client", version: "0", platform: process.platform, mode: "backend" },
      role: "operator",
      scopes: ["operator.read"],
      auth,
    },
  });
}
