import { type AddressInfo, createServer } from "node:net";
import { GroupChatRunsClient } from "@hawser/groupchat-runs-client";
import { describe, expect, it, onTestFinished } from "vitest";
import { serveRuns } from "../src/agent/serve-runs.js";
import { settingsFrom } from "../src/agent/settings.js";
import { openPlaces, type Places } from "../src/embedded/places.js";

async function open(env: Readonly<Record<string, string>> = {}): Promise<Places> {
  const places = await openPlaces(settingsFrom(env));
  onTestFinished(() => places.close());
  return places;
}

/** Serves until something that fits is said; resolves with all that was said. */
async function serveUntil(places: Places, fits: (line: string) => boolean): Promise<string[]> {
  const leave = new AbortController();
  const said: string[] = [];
  await serveRuns({
    runs: places.groupchat.client,
    gateway: places.openclaw.client,
    agentId: "main",
    signal: leave.signal,
    say: (line) => {
      said.push(line);
      if (fits(line)) leave.abort();
    },
  }).catch((error: unknown) => {
    if (!leave.signal.aborted) throw error;
  });
  return said;
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("whoever runs the agent", () => {
  it("is told that the gateway is not there", async () => {
    const places = await open({ OPENCLAW_URL: `ws://127.0.0.1:${await closedPort()}` });
    const said = await serveUntil(places, (line) => line.startsWith("OpenClaw"));
    expect(said).toEqual([
      "OpenClaw: not reachable (Could not connect: nothing listens there (ECONNREFUSED))",
    ]);
  });

  it("is told when the gateway is lost and back", async () => {
    const places = await open();
    const said = await serveUntil(places, (line) => {
      if (line.includes("works with")) places.openclaw.server?.faults.drop();
      return line === "OpenClaw: back";
    });
    expect(said.filter((line) => line.startsWith("OpenClaw:"))).toEqual([
      expect.stringMatching(/^OpenClaw: not reachable \(/u),
      "OpenClaw: back",
    ]);
  });

  it("is told at once that the token is refused", async () => {
    const places = await open();
    const { apiUrl = "", convexUrl = "" } = places.groupchat.server ?? {};
    const client = new GroupChatRunsClient({ token: "gca_wrong", apiUrl, convexUrl });
    onTestFinished(() => client.close());
    const wrong: Places = { ...places, groupchat: { client, server: undefined } };
    await expect(serveUntil(wrong, () => false)).rejects.toMatchObject({
      code: "AUTH_FAILED",
      hint: expect.stringContaining("gca_") as string,
    });
  });
});
