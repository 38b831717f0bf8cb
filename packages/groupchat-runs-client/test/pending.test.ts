import { describe, expect, it } from "vitest";
import { clientOf, ids, openGroupChat, take, untilState } from "./support/groupchat.js";

describe.each(["auto", "websocket", "polling"] as const)("pending() over %s", (transport) => {
  it("gives runs as they are delegated, each once", async () => {
    const groupchat = await openGroupChat();
    const first = groupchat.delegate({ task: { title: "Paint the quay" }, prompt: "In green." });
    const client = clientOf(groupchat, { transport });
    const runs = client.pending();
    const [one] = await take(runs, 1);
    expect(one).toMatchObject({
      id: first.id,
      status: "PENDING",
      taskTitle: "Paint the quay",
      owner: { name: "Ada" },
    });
    const second = groupchat.delegate({ task: { title: "Mend the rope" } });
    const third = groupchat.delegate({ task: { title: "Count the ships" } });
    expect(new Set(ids(await take(runs, 2)))).toEqual(new Set([second.id, third.id]));
  });
});

it("loads no convex client for polling", async () => {
  const groupchat = await openGroupChat();
  groupchat.delegate({ task: { title: "t" } });
  const client = clientOf(groupchat, { transport: "polling" });
  await take(client.pending(), 1);
  expect(groupchat.connections).toHaveLength(0);
});

it("is live within a second", async () => {
  const groupchat = await openGroupChat();
  const client = clientOf(groupchat);
  const runs = client.pending();
  await untilState(client, "live");
  const delegated = groupchat.delegate({ task: { title: "t" } });
  expect(ids(await take(runs, 1))).toEqual([delegated.id]);
});

it.each(["with a slash at its end", "with the WebSocket's scheme"])(
  "takes the root of the deployment %s",
  async (form) => {
    const groupchat = await openGroupChat();
    const { apiUrl, token, convexUrl: root } = groupchat;
    const convexUrl = form.includes("slash") ? `${root}/` : root.replace("http", "ws");
    const client = clientOf({ apiUrl, token, convexUrl }, { transport: "websocket" });
    client.pending();
    await untilState(client, "live");
    expect(groupchat.connections).toHaveLength(1);
  },
);
