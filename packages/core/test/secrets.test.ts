import { inspect } from "node:util";
import { expect, test } from "vitest";

import { failure, makeClient, type TestClient } from "./support/client.js";
import { freePort, startRefusing, startServer } from "./support/server.js";

const SECRET = "s3cr3t-t0ken";
const withSecret = (url: string): string => {
  const full = new URL(url);
  full.username = "user";
  full.password = SECRET;
  full.searchParams.set("token", SECRET);
  return full.href;
};

function everythingSaid(client: TestClient): string {
  const { state } = client.connection;
  const errors = [...client.lost, ...("error" in state ? [state.error] : [])];
  const inspected = inspect([client.connection, state, errors, client.log, client.states], {
    depth: 20,
    showHidden: true,
  });
  return inspected + JSON.stringify([errors, client.log]) + errors.map((e) => e?.stack).join();
}

const ways: Record<string, (options: { headers: Record<string, string> }) => Promise<TestClient>> =
  {
    "a refused port": async (socket) => {
      const client = makeClient(withSecret(`ws://127.0.0.1:${await freePort()}/`), { socket });
      void client.connection.connect();
      await client.until("waiting");
      return client;
    },
    "HTTP 401": async (socket) => {
      const client = makeClient(withSecret((await startRefusing(401)).url), { socket });
      await failure(client.connection.connect());
      return client;
    },
    "HTTP 503": async (socket) => {
      const client = makeClient(withSecret((await startRefusing(503)).url), { socket });
      void client.connection.connect();
      await client.until("waiting");
      return client;
    },
    "a wrong scheme": async (socket) => {
      const client = makeClient(`ftp://user:${SECRET}@h/?token=${SECRET}#${SECRET}`, { socket });
      await failure(client.connection.connect());
      return client;
    },
    "no URL at all": async (socket) => {
      const client = makeClient(`h:port/?token=${SECRET}`, { socket });
      await failure(client.connection.connect());
      return client;
    },
    "a provider that quotes the URL": async (socket) => {
      const url = (): string => {
        throw new TypeError(`Failed to parse URL from ${withSecret("https://h/")}`);
      };
      const client = makeClient(url, { socket });
      void client.connection.connect();
      await client.until("waiting");
      return client;
    },
    "a lost session": async (socket) => {
      const server = await startServer();
      const client = makeClient(withSecret(server.url), { socket });
      await client.connection.connect();
      server.sockets[0]?.close(1008, `no: ${withSecret("ws://h/")}`);
      await client.until("waiting");
      return client;
    },
    "a session that works": async (socket) => {
      const client = makeClient(withSecret((await startServer()).url), { socket });
      await client.connection.connect();
      return client;
    },
  };

test.each(Object.entries(ways))(
  "%s shows no secret in error, log or inspect",
  async (_name, run) => {
    const client = await run({ headers: { authorization: `Bearer ${SECRET}` } });
    expect(everythingSaid(client)).not.toContain(SECRET);
    expect(client.log.length).toBeGreaterThan(0);
  },
);
