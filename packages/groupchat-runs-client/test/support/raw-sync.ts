import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { WebSocketServer } from "ws";

/** A deployment that answers each subscription with whatever it is told to. */
export interface RawSync {
  readonly apiUrl: string;
  readonly convexUrl: string;
  readonly token: string;
  /** What subscriptions get, by name. */
  readonly values: Map<string, unknown>;
  /** How many sockets there were. */
  readonly sockets: () => number;
  /** Puts text on every open socket. */
  say(text: string): void;
  /** Cuts every socket. */
  drop(): void;
}

const ZERO = { querySet: 0, identity: 0, ts: "AAAAAAAAAAA=" };

interface ModifyQuerySet {
  readonly type: string;
  readonly newVersion: number;
  readonly modifications: readonly {
    readonly type: string;
    readonly queryId: number;
    readonly udfPath: string;
  }[];
}

export async function rawSync(): Promise<RawSync> {
  const values = new Map<string, unknown>();
  let sockets = 0;
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ name: "Bot", agentUserId: "a" }));
  });
  const wss = new WebSocketServer({ server });
  wss.on("connection", (socket) => {
    sockets += 1;
    let version = ZERO;
    socket.on("message", (data: Buffer) => {
      const message = JSON.parse(data.toString()) as ModifyQuerySet;
      if (message.type !== "ModifyQuerySet") return;
      const endVersion = { ...version, querySet: message.newVersion };
      const modifications = message.modifications
        .filter(({ type }) => type === "Add")
        .map(({ queryId, udfPath }) => ({
          type: "QueryUpdated",
          queryId,
          value: values.get(udfPath.replace("agentWebSocket:", "")) ?? [],
          logLines: [`[LOG] 'said by the server' with gca_raw-t0ken`],
          journal: null,
        }));
      socket.send(
        JSON.stringify({ type: "Transition", startVersion: version, endVersion, modifications }),
      );
      version = endVersion;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    for (const socket of wss.clients) socket.terminate();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const convexUrl = `http://127.0.0.1:${port}`;
  return {
    apiUrl: `${convexUrl}/api`,
    convexUrl,
    token: "gca_raw-t0ken",
    values,
    sockets: () => sockets,
    say: (text) => {
      for (const socket of wss.clients) socket.send(text);
    },
    drop: () => {
      for (const socket of wss.clients) socket.terminate();
    },
  };
}
