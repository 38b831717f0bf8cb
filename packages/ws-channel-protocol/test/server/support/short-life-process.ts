// Run as a process of its own: closes servers in every state and then has nothing more to do.
import { once } from "node:events";
import { createServer } from "node:http";
import { createWsChannelServer, type WsChannelServerOptions } from "../../../src/server/index.js";
import { connect, RawClient } from "./raw-client.js";

type Server = ReturnType<typeof createWsChannelServer>;

function serverOf(options: Partial<WsChannelServerOptions> = {}): Server {
  return createWsChannelServer({
    port: 0,
    host: "127.0.0.1",
    env: {},
    drainMs: 10,
    onMessage: () => new Promise(() => undefined),
    ...options,
  });
}

const scenes: Record<string, () => Promise<void>> = {
  "never listened": () => serverOf().close(),
  idle: async () => {
    const server = serverOf();
    await server.listen();
    await server.close();
  },
  connected: async () => {
    const server = serverOf();
    await server.listen();
    await connect(server.url);
    await server.close();
  },
  answering: async () => {
    const server = serverOf();
    await server.listen();
    const client = await connect(server.url);
    client.send({ type: "chat.send", content: "never answered" });
    await client.next("chat.typing");
    await server.close();
  },
  authenticating: async () => {
    const service = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(service, "listening");
    const { port } = service.address() as { port: number };
    const server = serverOf({ auth: { endpoint: `http://127.0.0.1:${port}/` } });
    await server.listen();
    const asked = once(service, "request");
    const client = new RawClient(`${server.url}?token=t`);
    await asked;
    await server.close();
    await client.closed;
    // Without force: that the server has let go of it is what is tried here.
    await new Promise((resolve) => service.close(resolve));
  },
  attached: async () => {
    const http = createServer().listen(0, "127.0.0.1");
    await once(http, "listening");
    const server = serverOf({ server: http });
    await server.listen();
    await connect(server.url);
    await server.close();
    await new Promise((resolve) => http.close(resolve));
  },
};

for (const [name, play] of Object.entries(scenes)) {
  await play();
  process.stdout.write(`${name}\n`);
}
