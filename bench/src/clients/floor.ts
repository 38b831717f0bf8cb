import { WebSocket } from "ws";
import { type BenchClient, type ChatPayload, type OpenClient, TOKEN } from "./client.js";

interface Frame {
  readonly type: string;
  readonly id?: string;
  readonly event?: string;
  readonly payload?: unknown;
}

const CONNECT = JSON.stringify({
  type: "req",
  id: "connect",
  method: "connect",
  params: {
    minProtocol: 4,
    maxProtocol: 4,
    client: { id: "gateway-client", version: "1.0.0", platform: "linux", mode: "backend" },
    role: "operator",
    scopes: ["operator.read", "operator.write", "operator.admin", "operator.approvals"],
    auth: { token: TOKEN },
  },
});

/** The least that works: `ws`, JSON.parse, and a map of who waits for what. */
export const openFloor: OpenClient = ({ url, onChat }) => {
  const { promise, resolve } = deferred<BenchClient>();
  const ws = new WebSocket(url, { perMessageDeflate: false });
  const waiting = new Map<string, (payload: unknown) => void>();
  let counter = 0;
  const request = (method: string, params: object): Promise<unknown> => {
    const id = String(++counter);
    ws.send(JSON.stringify({ type: "req", id, method, params }));
    return new Promise((answered) => waiting.set(id, answered));
  };
  waiting.set("connect", () => {
    resolve({
      history: (sessionKey) => request("chat.history", { sessionKey, limit: 20 }),
      send: (message) => request("chat.send", { sessionKey: "main", message }),
      close: () => closed(ws),
    });
  });
  ws.on("open", () => ws.send(CONNECT));
  ws.on("message", (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as Frame;
    if (frame.type === "res") {
      const id = frame.id ?? "";
      const answered = waiting.get(id);
      waiting.delete(id);
      answered?.(frame.payload);
    } else if (frame.event === "chat") {
      onChat?.(frame.payload as ChatPayload);
    }
  });
  return promise;
};

function closed(ws: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    ws.on("close", () => resolve());
    ws.close();
  });
}

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
