import { HawserError } from "@hawser/core";
import { begun, inTime, next, said, TOKENS, visitor, type Stage } from "./stage.js";

/** One thing that happens between people and the bot. */
export interface Scene {
  readonly name: string;
  readonly play: (stage: Stage) => Promise<void>;
}

const QUESTION = "What does the log say?";
const STORY = "Tell me a long story";

async function apart(stage: Stage): Promise<void> {
  const { report } = stage;
  await using ada = visitor(stage, TOKENS.ada);
  await using grace = visitor(stage, TOKENS.grace);
  await said(ada.send("The berth is number 12"));
  report.note("ada: The berth is number 12");
  const [toAda, toGrace] = await Promise.all([
    said(ada.send(QUESTION)),
    said(grace.send(QUESTION)),
  ]);
  report.note(`bot to ada: ${toAda}`);
  report.note(`bot to grace: ${toGrace}`);
  report.check(ada.senderId === "ada", "the token says who it is");
  report.check(toAda.includes("ada: The berth is number 12"), "ada's session remembers");
  report.check(!toGrace.includes("12"), "grace's session does not know of it");
}

async function together(stage: Stage): Promise<void> {
  const { report } = stage;
  await using ada = visitor(stage, TOKENS.ada);
  await using grace = visitor(stage, TOKENS.grace);
  await Promise.all([ada.connect(), grace.connect()]);
  const deck = { chatType: "group", groupId: "deck" } as const;
  ada.join(deck.groupId);
  await said(ada.send({ ...deck, content: "The tide turns at six" }));
  report.note("ada, in the group deck: The tide turns at six");
  const heard = next(ada, "message", ({ kind }) => kind === "member");
  const overheard = next(ada, "message", ({ kind }) => kind === "reply");
  const answer = await said(grace.send({ ...deck, content: QUESTION }));
  report.note(`bot to grace, in the group: ${answer}`);
  report.check(answer.includes("ada: The tide turns at six"), "the group has one memory");
  report.check(!answer.includes("12"), "what ada said for herself is not in it");
  report.check((await heard).content === QUESTION, "ada hears what grace asks");
  report.check((await overheard).content === answer, "and what she is answered");
}

async function stopped(stage: Stage): Promise<void> {
  const { report, watched } = stage;
  await using ada = visitor(stage, TOKENS.ada);
  const stops = watched.stops;
  const reply = ada.send(STORY);
  const start = await begun(reply);
  reply.stop();
  const { end, text } = await reply.result;
  report.note(`bot to ada: ${text.trim()}…`);
  report.check(end === "stopped" && text.startsWith(start), "the answer ends where it was");
  // Messages of a session are worked in order: when this one is answered, the first one is over.
  const after = await said(ada.send(QUESTION));
  report.check(watched.stops === stops + 1, "the agent was told, and stopped");
  report.check(after.includes(STORY), "the session goes on");
}

async function cut(stage: Stage): Promise<void> {
  const { proxy, report, watched } = stage;
  await using grace = visitor(stage, TOKENS.grace, { initialMs: 50 });
  const runs = watched.runs;
  const reply = grace.send(STORY);
  let shown = "";
  let lost = 0;
  grace.on("state", ({ status }) => {
    if (status === "waiting") lost += 1;
  });
  shown += await begun(reply);
  await proxy.drop();
  report.note(`the line is cut after: ${shown.trim()}…`);
  for await (const event of reply) if (event.type === "text") shown += event.delta;
  const text = await said(reply);
  report.note(`it ends with: …${text.slice(-40)}`);
  report.check(lost > 0, "the connection was lost, and came back");
  report.check(text.endsWith("everything is where it was."), "the answer is whole");
  report.check(shown === text, "no word is missing and none is there twice");
  report.check(watched.runs === runs + 1, "the agent was asked once");
}

async function refused(stage: Stage): Promise<void> {
  const { report, watched } = stage;
  await using stranger = visitor(stage, "a-guess");
  const runs = watched.runs;
  const refusal = await inTime(stranger.connect(), "a refusal").then(
    () => undefined,
    (error: unknown) => error,
  );
  const words = refusal instanceof Error ? refusal.message : "nobody was refused";
  report.note(words);
  report.check(words === "Authentication failed: invalid_token", "in the server's words");
  report.check(refusal instanceof HawserError && !refusal.retryable, "and for good");
  report.check(watched.runs === runs, "the agent does not know of it");
}

async function drained(stage: Stage): Promise<void> {
  const { bot, report } = stage;
  await using ada = visitor(stage, TOKENS.ada, { initialMs: 50 });
  const reply = ada.send(STORY);
  await begun(reply);
  const left = next(ada, "state", ({ status }) => status === "waiting");
  const closed = bot.close();
  report.note("the bot is told to leave in the middle of an answer");
  const late = await inTime(ada.send("One more thing").result, "a refusal").catch(
    (error: unknown) => error,
  );
  report.check(
    late instanceof HawserError && late.message === "The server is going away" && late.retryable,
    "a message that comes now is given back",
  );
  const text = await said(reply);
  report.check(text.endsWith("everything is where it was."), "the answer is let end");
  const state = await left;
  const code = state.status === "waiting" && "closeCode" in state.error && state.error.closeCode;
  report.check(code === 1012, "then everybody is told that the server restarts (1012)");
  await inTime(closed, "the end");
  report.check(
    Object.values(bot.stats).every((count) => count === 0),
    "nothing is left",
  );
}

/** The whole script, in order. */
export const scenes: readonly Scene[] = [
  { name: "Two people, a memory each", play: apart },
  { name: "A group, one memory", play: together },
  { name: "Enough of it", play: stopped },
  { name: "The line is cut in the middle of an answer", play: cut },
  { name: "Somebody with a wrong token", play: refused },
  { name: "The bot leaves", play: drained },
];
