import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { GroupChatRunsClient } from "../src/index.js";
import { clientOf, openGroupChat, take, untilState } from "./support/groupchat.js";
import { rawSync } from "./support/raw-sync.js";
import { recordingLogger } from "./support/recording-logger.js";
import { failed, json, rejection, scriptedApi, TOKEN } from "./support/rest.js";

function shown(...values: unknown[]): string {
  const deep = values.map((value) => inspect(value, { depth: 12, showHidden: true }));
  return deep.join("\n") + JSON.stringify(values);
}

const forms = (token: string): string[] => [token, btoa(`${token}:`), encodeURIComponent(token)];

function expectSecret(text: string, token: string): void {
  for (const form of forms(token)) expect(text).not.toContain(form);
}

describe("the token is shown by nobody", () => {
  it.each([401, 403, 404, 409, 422, 429, 500])("that quotes it with %i", async (status) => {
    const { logger, lines } = recordingLogger();
    const words = `not for ${TOKEN}, sent as Basic ${btoa(`${TOKEN}:`)}`;
    const api = scriptedApi(
      {
        "GET /runs/r1": () => json({ error: words, token: TOKEN, sent: [TOKEN] }, { status }),
        "POST /runs/r1/start": () => failed(status, words),
      },
      { logger },
    );
    const errors = [await rejection(api.client.get("r1")), await rejection(api.client.start("r1"))];
    expectSecret(shown(errors, lines, api.client), TOKEN);
  });

  it("that quotes it in a web page, or in text", async () => {
    for (const body of [`<title>${TOKEN}</title>`, `no: ${TOKEN}`]) {
      const { client } = scriptedApi({ "GET /me": () => new Response(body) });
      expectSecret(shown(await rejection(client.me())), TOKEN);
    }
  });

  it("that has characters no header takes", () => {
    const token = "gca_s3cret\nwith a line";
    let error: unknown;
    try {
      error = new GroupChatRunsClient({ token });
    } catch (thrown) {
      error = thrown;
    }
    expect(shown(error)).not.toContain("s3cret");
  });

  it("in the URL of the API", () => {
    let error: unknown;
    try {
      error = new GroupChatRunsClient({ token: TOKEN, apiUrl: `https://${TOKEN}@groupchat.ai` });
    } catch (thrown) {
      error = thrown;
    }
    expectSecret(shown(error), TOKEN);
  });

  it("that gets it as the argument of a query", async () => {
    const groupchat = await openGroupChat();
    const { logger, lines } = recordingLogger();
    const client = clientOf(groupchat, { logger, transport: "websocket" });
    const states: unknown[] = [];
    client.on("state", (state) => states.push(state));
    const runs = client.pending();
    await untilState(client, "live");
    const message = `bad argument ${groupchat.token}`;
    groupchat.faults.queryFailed("pendingRuns", { message, times: 1 });
    await untilState(client, "down");
    await untilState(client, "live");
    groupchat.faults.close(1011, `gone: ${groupchat.token}`);
    await untilState(client, "down");
    await untilState(client, "live");
    groupchat.faults.fatalError(`fatal: ${groupchat.token}`);
    await untilState(client, "down");
    await untilState(client, "live");
    expect(lines.length).toBeGreaterThan(0);
    expectSecret(shown(lines, states, client, runs), groupchat.token);
  });

  it("whose log lines quote it", async () => {
    const server = await rawSync();
    server.values.set("pendingRuns", ["r1"]);
    const { logger, lines } = recordingLogger();
    const client = clientOf(server, { logger, transport: "websocket" });
    await take(client.pending(), 1);
    expect(lines.some(({ message }) => message === "convex")).toBe(true);
    expectSecret(shown(lines), server.token);
  });

  it("who runs the work, and fails with it in hand", async () => {
    const groupchat = await openGroupChat();
    const { id } = groupchat.delegate({ task: "t" });
    const [run] = await take(clientOf(groupchat).pending(), 1);
    const client = clientOf(groupchat);
    if (run !== undefined) {
      await client.work(run, () => {
        throw new Error(`could not call ${groupchat.apiUrl} with ${groupchat.token}`);
      });
    }
    expectSecret(shown(groupchat.comments(id)), groupchat.token);
  });
});
