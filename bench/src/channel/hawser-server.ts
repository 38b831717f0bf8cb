import { createWsChannelServer } from "@hawser/ws-channel-protocol/server";
import { GROUP, type ServeChannel } from "./server.js";

/** As anybody would set it up, but for the limits that the load is meant to exceed. */
export const serveHawser: ServeChannel = async () => {
  const server = createWsChannelServer({
    port: 0,
    host: "127.0.0.1",
    rateLimit: false,
    env: {},
    onMessage: ({ content }) => content,
  });
  await server.listen();
  return {
    url: server.url,
    fanOut: (content) => void server.push({ groupId: GROUP }, content),
    close: () => server.close(),
  };
};
