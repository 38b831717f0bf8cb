import { type ChildProcess, fork } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { startGroupChat, type TestGroupChat } from "@hawser/testkit";
import { expect, it, onTestFinished } from "vitest";
import type { SoakReport } from "./support/soak-agent.js";

// An agent works through a storm of faults. HAWSER_SOAK=long is the form that the README tells of.

const LONG = process.env.HAWSER_SOAK === "long";
const RUNS = LONG ? 2000 : 60;
const ROUNDS = LONG ? 200 : 10;
const TIMEOUT_MS = LONG ? 1_800_000 : 120_000;

const AGENT = fileURLToPath(new URL("support/soak-agent.ts", import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** Ways in which a connection ends. */
const BLOWS: readonly ((groupchat: TestGroupChat) => unknown)[] = [
  ({ faults }) => faults.drop(),
  ({ faults }) => faults.close(1011, "InternalServerError: try again"),
  (groupchat) => groupchat.restart({ downMs: 100, graceful: false }),
  ({ faults }) => faults.drop(),
  ({ faults }) => faults.garbage("badStartVersion"),
  (groupchat) => groupchat.restart({ downMs: 300 }),
  ({ faults }) => faults.fatalError(),
  ({ faults }) => faults.drop(),
  ({ faults }) => faults.garbage("badJson"),
  ({ faults }) => faults.close(1001),
];

it(
  `${RUNS} runs through ${ROUNDS} lost connections: each started once, completed once`,
  async () => {
    const groupchat = await startGroupChat({ stoppedRuns: { keep: 50 } });
    onTestFinished(() => groupchat.close());
    const agent = startAgent(groupchat);
    onTestFinished(() => agent.kill());
    await agent.next("ready");
    groupchat.faults.duplicateRuns({ copies: 3 });

    let memoryEarly = 0;
    let lost = 0;
    const struck: Record<string, number> = {};
    for (let round = 0; round < ROUNDS; round++) {
      const socket = await groupchat.waitFor("connection", open, { timeoutMs: 60_000 });
      // Convex backs off for longer and longer from connections that end before they are of use.
      if (socket.version.querySet === 0) {
        await groupchat.waitFor("update", (one) => one === socket, { timeoutMs: 60_000 });
      }
      // Some answers get lost after the work was done, others before.
      groupchat.faults.loseResponse(/\/(start|complete)$/, 2);
      if (round % 3 === 0) groupchat.faults.loseResponse(/\/comment$/);
      if (round % 4 === 0) groupchat.faults.loseRequest(/\/(start|complete)$/);
      if (round % 5 === 0) groupchat.faults.staleSnapshot({ freshAfterMs: 50 });
      if (round % 7 === 0) groupchat.faults.rest(503, { path: "/runs", retryAfter: 0, times: 2 });
      const count = Math.floor(((round + 1) * RUNS) / ROUNDS) - groupchat.runs.length;
      for (let i = 0; i < count; i++) {
        if (i === count >> 1) await BLOWS[round % BLOWS.length]?.(groupchat);
        groupchat.delegate({ task: `${round}.${i}` });
      }
      await groupchat.waitFor("close", (one) => one === socket, { timeoutMs: 60_000 });
      lost += 1;
      if (round === ROUNDS >> 2) memoryEarly = (await agent.memory()).heapBytes;
      tally(groupchat, struck);
    }
    await allEnded(groupchat);
    tally(groupchat, struck);
    const memory = await agent.memory();
    agent.send("stop");
    const { outcomes } = await agent.next("ended");
    await agent.exited;

    const granted = (move: string): string[] =>
      groupchat.transitions
        .filter((one) => one.move === move && one.accepted && one.by === "agent")
        .map(({ runId }) => runId);
    const all = groupchat.runs.map(({ id }) => id).sort();
    expect(all).toHaveLength(RUNS);
    expect(granted("start").sort()).toEqual(all);
    expect(granted("complete").sort()).toEqual(all);
    expect(granted("error")).toEqual([]);
    expect(outcomes).toEqual({ finished: RUNS });
    for (const id of all) {
      expect(groupchat.run(id).status).toBe("FINISHED");
      const said = groupchat.comments(id);
      expect(said.filter((text) => text === `Done with ${id}.`)).toHaveLength(1);
      expect(new Set(said).size, said.join(" | ")).toBe(said.length);
    }
    expect(lost).toBe(ROUNDS);
    const grownBytes = memory.heapBytes - memoryEarly;
    expect(grownBytes).toBeLessThan(3_000_000);
    if (LONG) report({ ...memory, memoryEarly, grownBytes, ...struck });
  },
  TIMEOUT_MS,
);

interface Agent {
  send(ask: "stop" | "memory"): void;
  /** The next report of that kind. Rejects when the process ends instead. */
  next<K extends SoakReport["kind"]>(kind: K): Promise<Extract<SoakReport, { kind: K }>>;
  memory(): Promise<Extract<SoakReport, { kind: "memory" }>>;
  readonly exited: Promise<void>;
  kill(): void;
}

function startAgent({ apiUrl, convexUrl, token }: TestGroupChat): Agent {
  const child: ChildProcess = fork(AGENT, [apiUrl, convexUrl, token], {
    execArgv: ["--expose-gc", "--conditions=@hawser/source", "--import", TSX],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let words = "";
  child.stdout?.on("data", (data: Buffer) => (words += data.toString()));
  child.stderr?.on("data", (data: Buffer) => (words += data.toString()));
  const exited = new Promise<void>((resolve, reject) => {
    child.once("close", (code) => {
      if (code === 0 && words === "") resolve();
      else reject(new Error(`the agent ended with ${code}: ${words}`));
    });
  });
  exited.catch(() => undefined);
  const agent: Agent = {
    send: (ask) => {
      child.send(ask);
    },
    next: (kind) =>
      new Promise((resolve, reject) => {
        const listen = (report: SoakReport): void => {
          if (report.kind !== kind) return;
          child.off("message", listen);
          resolve(report as Extract<SoakReport, { kind: typeof kind }>);
        };
        child.on("message", listen);
        exited.catch(reject);
      }),
    memory: () => {
      const report = agent.next("memory");
      agent.send("memory");
      return report;
    },
    exited,
    kill: () => {
      child.kill("SIGKILL");
    },
  };
  return agent;
}

async function allEnded(groupchat: TestGroupChat): Promise<void> {
  const ended = (): boolean => groupchat.runs.every(({ status }) => status === "FINISHED");
  if (ended()) return;
  await groupchat.waitFor("transition", ended, { timeoutMs: 60_000 }).catch((cause: unknown) => {
    const left = groupchat.runs.filter(({ status }) => status !== "FINISHED");
    const shown = left.slice(0, 5).map(({ id, status }) => ({
      id,
      status,
      moves: groupchat.transitions.filter(({ runId }) => runId === id),
      said: groupchat.comments(id),
    }));
    throw new Error(`${left.length} runs are open: ${JSON.stringify(shown)}`, { cause });
  });
}

/** Counts the faults that struck since the last time, and drops the record of the past. */
function tally(groupchat: TestGroupChat, struck: Record<string, number>): void {
  for (const { kind } of groupchat.faults.log) struck[kind] = (struck[kind] ?? 0) + 1;
  groupchat.forget();
}

function open({ closed }: TestGroupChat["connections"][number]): boolean {
  return closed === undefined;
}

/** What the long form found, for the README. */
function report(found: object): void {
  const seconds = Math.round(performance.now() / 1000);
  process.stdout.write(`${JSON.stringify({ seconds, ...found })}\n`);
}
