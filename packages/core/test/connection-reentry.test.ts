import { HawserError, type OpenSocket } from "@hawser/core";
import { describe, expect, test } from "vitest";

import { failure, makeClient, statuses } from "./support/client.js";
import { startServer } from "./support/server.js";

describe("a listener that connects again", () => {
  test("when the connection has given up gets the new session, not the old error", async () => {
    const server = await startServer();
    let url = "nonsense";
    const client = makeClient(() => url);
    const again = new Promise<string>((resolve, reject) => {
      const off = client.connection.onState(({ status }) => {
        if (status !== "closed") return;
        off();
        url = server.url;
        client.connection.connect().then(resolve, reject);
      });
    });
    expect((await failure(client.connection.connect())).code).toBe("INVALID_URL");
    expect(await again).toBe("hello");
  });
});

describe("a socket that cannot send", () => {
  const broken: OpenSocket = (_url, _options, handlers) => {
    queueMicrotask(() => handlers.onOpen());
    return {
      send: () => {
        throw new Error("InvalidStateError");
      },
      close: () => undefined,
      terminate: () => handlers.onClose({ code: 1006, reason: "" }),
      bufferedAmount: 0,
    };
  };

  test("is given up instead of being called ready", async () => {
    const client = makeClient("ws://h/", { openSocket: broken, handshake: async () => "s" });
    await client.connection.connect();
    expect(() => client.connection.send("x")).toThrow(HawserError);
    const { error } = await client.until("waiting");
    expect(error).toMatchObject({ name: "ConnectionLostError", retryable: true });
    expect(client.lost).toEqual([error]);
    await client.retry();
    await client.until("ready");
    expect(statuses(client)).toContain("waiting");
  });

  test("fails the handshake, which is tried again", async () => {
    const client = makeClient("ws://h/", { openSocket: broken });
    void client.connection.connect();
    const { error, attempt } = await client.until("waiting");
    expect([error.code, attempt]).toEqual(["CONNECTION_LOST", 1]);
    const closed = client.connection.close();
    await client.clock.advance(1000);
    await closed;
    expect(client.clock.pending).toBe(0);
  });
});
