import { PassThrough } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { serveRuns } from "../src/agent/serve-runs.js";
import { settingsFrom } from "../src/agent/settings.js";
import { ownerDesk } from "../src/embedded/owner-desk.js";
import { openPlaces, type Places } from "../src/embedded/places.js";

interface Desk {
  readonly places: Places;
  readonly input: PassThrough;
  readonly printed: string[];
  readonly left: Promise<void>;
}

async function open(): Promise<Desk> {
  const settings = settingsFrom({});
  const places = await openPlaces(settings);
  const leave = new AbortController();
  const printed: string[] = [];
  const input = new PassThrough();
  const serving = serveRuns({
    runs: places.groupchat.client,
    gateway: places.openclaw.client,
    agentId: settings.agentId,
    signal: leave.signal,
    say: () => undefined,
  });
  onTestFinished(async () => {
    leave.abort();
    await serving;
    await places.close();
  });
  const groupchat = places.groupchat.server;
  if (!groupchat) throw new Error("embedded by default");
  const print = (line: string): number => printed.push(line);
  const left = ownerDesk({ groupchat, input, print, signal: leave.signal });
  return { places, input, printed, left };
}

describe("the owner's desk", () => {
  it("delegates a line, shows the feed, and leaves when all is done", async () => {
    const { input, printed, left, places } = await open();
    input.end("Check the lines\n\n");
    await left;
    expect(places.groupchat.server?.runs.map((run) => run.status)).toEqual(["FINISHED"]);
    expect(printed).toContain("[Check the lines] OpenClaw Bot: Starting work on this now.");
    expect(printed.at(-1)).toBe("[Check the lines] doing → done");
  });

  it("follows up, stops, drops, helps and leaves when told to", async () => {
    const { input, printed, left, places } = await open();
    const groupchat = places.groupchat.server;
    input.write("/stop\n/what\nA long letter\n");
    await groupchat?.waitFor("transition", (move) => move.to === "RUNNING");
    input.write("/stop\n");
    await groupchat?.waitFor("transition", (move) => move.to === "STOPPED");
    input.write("/drop\n/follow Another one\n/quit\n");
    await left;
    expect(printed[0]).toBe("Nothing is going on.");
    expect(printed[1]).toContain("Type a task");
    expect(groupchat?.runs.at(-1)).toMatchObject({ lastFollowUpMessage: "Another one" });
    expect(groupchat?.faults.log.map((fault) => fault.kind)).not.toContain("restart");
  });
});
