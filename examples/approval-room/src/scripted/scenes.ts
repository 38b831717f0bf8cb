import { GatewayClient } from "@hawser/gateway-client";
import { asked, decisions, ended, PATIENCE_MS, type Stage, timesAsked, told } from "./stage.js";

/** One thing that happens between an owner, the agent and the room. */
export interface Scene {
  readonly name: string;
  readonly play: (stage: Stage) => Promise<void>;
}

async function allowed(stage: Stage): Promise<void> {
  const { groupchat, hub, check } = stage;
  const run = groupchat.delegate({ task: "Release it: `npm publish`" });
  const code = await asked(stage, "npm publish");
  const before = decisions(stage);
  const other = hub.addAgent("Another agent");
  hub.assign(hub.gruprId, other);
  hub.say(hub.gruprId, { from: other, content: `allow ${code}` });
  hub.say(hub.gruprId, { from: "Ada", content: "Is that the one with the fix in it?" });
  const wrong = await told(stage, { from: "Ada", content: "allow 000000" });
  check(wrong === "There is no open question 000000.", "another code decides nothing");
  check(decisions(stage) === before, "neither do agents, nor talk");
  const answer = await told(stage, { from: "Ada", content: `Allow ${code}` });
  const end = await ended(stage, run);
  check(answer === "Allowed by Ada: `npm publish`", "the room is told what was decided");
  check(run.status === "FINISHED", "the run is FINISHED");
  check(end.includes('I ran "npm publish"'), "the command was run");
}

async function denied(stage: Stage): Promise<void> {
  const { groupchat, check } = stage;
  const run = groupchat.delegate({ task: "Make room: `rm -rf cache`" });
  const code = await asked(stage, "rm -rf cache");
  const answer = await told(stage, { from: "Grace", content: `deny ${code}` });
  const end = await ended(stage, run);
  check(answer === "Denied by Grace: `rm -rf cache`", "the room is told what was decided");
  check(end.startsWith("I was not allowed to run"), "the command was not run, the owner knows");
}

async function sideBySide(stage: Stage): Promise<void> {
  const { groupchat, check } = stage;
  const first = groupchat.delegate({ task: "Tag it: `git tag v2`" });
  const second = groupchat.delegate({ task: "Undo it: `git reset --hard`" });
  const [tag, reset] = await Promise.all([
    asked(stage, "git tag v2"),
    asked(stage, "git reset --hard"),
  ]);
  await told(stage, { from: "Ada", content: `deny ${reset}` });
  await told(stage, { from: "Ada", content: `allow ${tag}` });
  const ends = [await ended(stage, first), await ended(stage, second)];
  check(ends[0]?.startsWith("I ran") === true, "the one that was allowed was run");
  check(ends[1]?.startsWith("I was not allowed") === true, "the one that was denied was not");
}

async function cut(stage: Stage): Promise<void> {
  const { groupchat, openclaw, hub, note, check } = stage;
  const run = groupchat.delegate({ task: "Ship it: `make ship`" });
  const code = await asked(stage, "make ship");
  const before = decisions(stage);
  const sockets = new Set(hub.sockets);
  const clients = new Set(openclaw.connections);
  groupchat.faults.drop();
  openclaw.faults.drop();
  hub.faults.drop();
  note("all three lines are cut");
  await Promise.all([
    hub.waitFor("subscribe", ({ socket }) => !sockets.has(socket), { timeoutMs: PATIENCE_MS }),
    openclaw.waitFor("ready", (connection) => !clients.has(connection), {
      timeoutMs: PATIENCE_MS,
    }),
  ]);
  note("they are back");
  hub.faults.loseResponse("send");
  const answer = await told(stage, { from: "Ada", content: `allow ${code}` });
  await ended(stage, run);
  check(answer.startsWith("Allowed by Ada"), "the question is still open, and is decided");
  check(timesAsked(stage, "make ship") === 1, "it was asked once");
  check(decisions(stage) === before + 1, "the gateway was told once");
  const confirmations = hub
    .messages(hub.gruprId)
    .filter(({ content }) => content === "Allowed by Ada: `make ship`");
  check(confirmations.length === 1, "the room was told once, though the hub's answer was lost");
  check(run.status === "FINISHED", "the run is FINISHED");
}

async function elsewhere(stage: Stage): Promise<void> {
  const { groupchat, openclaw, hub, note, check } = stage;
  const run = groupchat.delegate({ task: "Sign it: `gpg --sign`" });
  const code = await asked(stage, "gpg --sign");
  await using dashboard = new GatewayClient({ url: openclaw.url, token: openclaw.token });
  const [approval] = await dashboard.approvals.list();
  if (approval === undefined) throw new Error("the gateway lists no question");
  await dashboard.approvals.resolve({ id: approval.id, decision: "allow-once" });
  note("somebody allows it at a dashboard of the gateway");
  await hub.waitFor("message", ({ content }) => content === `${code} was decided elsewhere.`, {
    timeoutMs: PATIENCE_MS,
  });
  await ended(stage, run);
  const late = await told(stage, { from: "Ada", content: `deny ${code}` });
  check(
    run.status === "FINISHED",
    "the run is FINISHED, and the room knows why nobody need decide",
  );
  check(late === `There is no open question ${code}.`, "whoever is late is told");
}

/** The whole script, in order. */
export const scenes: readonly Scene[] = [
  { name: "A command is allowed", play: allowed },
  { name: "A command is denied", play: denied },
  { name: "Two questions at once", play: sideBySide },
  { name: "The lines are cut while a question is open", play: cut },
  { name: "Somebody decides elsewhere", play: elsewhere },
];
