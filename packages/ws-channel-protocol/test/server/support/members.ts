import { connect, type Frame, type RawClient } from "./raw-client.js";

/** What makes a message one to the group "dev". */
export const IN_DEV = { chatType: "group", groupId: "dev" } as const;

/** Joins and waits until the server has taken it. */
export async function join(client: RawClient, groupId = "dev"): Promise<void> {
  client.send({ type: "chat.join", groupId });
  await client.settle();
}

/** A connection of this sender that has joined. */
export async function member(url: string, senderId: string, groupId = "dev"): Promise<RawClient> {
  const client = await connect(`${url}?senderId=${senderId}`);
  await join(client, groupId);
  return client;
}

/** What came after the banner, once the server has handled all that this client sent. */
export async function heard(client: RawClient): Promise<Frame[]> {
  await client.settle();
  return client.frames.slice(1);
}
