import { afterEach, expect, test } from "vitest";
import { WsChannelClient } from "../../src/client/index.js";
import { createWsChannelServer } from "../../src/server/index.js";

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

test("a server without an agent says so, and is given one and loses it while it runs", async () => {
  const server = createWsChannelServer({ port: 0, host: "127.0.0.1" });
  open.push(() => server.close());
  await server.listen();
  const client = new WsChannelClient({ url: server.url });
  open.push(() => client.close());
  await client.connect();

  await expect(client.send("Anybody?").text()).rejects.toMatchObject({ retryable: true });
  const off = server.handle((message) => `First: ${message.content}`);
  expect(await client.send("Hello").text()).toBe("First: Hello");
  const offSecond = server.handle((message) => `Second: ${message.content}`);
  expect(await client.send("Hello").text()).toBe("Second: Hello");
  offSecond();
  expect(await client.send("Hello").text()).toBe("First: Hello");
  off();
  off();
  await expect(client.send("Still there?").text()).rejects.toThrow("Nobody answers here");
});
