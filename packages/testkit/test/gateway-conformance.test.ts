import { describe, expect, it } from "vitest";
import {
  type AgentStep,
  echoAgent,
  type GatewayAgent,
  type GatewayOptions,
  startGateway,
  type TestGateway,
} from "../src/index.js";
import { DeviceCabinet } from "./support/gateway-device.js";
import { PACE, replay, type ReplayOptions } from "./support/gateway-replay.js";
import { type Bindings, rebindText, shapeDifferences } from "./support/gateway-shape.js";
import {
  frameKind,
  transcript,
  transcriptNames,
  withoutMethods,
} from "./support/gateway-transcript.js";

const ORIGIN = "http://localhost:3000";

/** What the recorded gateways say beyond what this one imitates. Everything else must be there. */
const NOT_IMITATED = [
  // The machine's own: what is installed, how busy it is, what it keeps about a prompt.
  /\.modelRuntime$/,
  /\.eventLoop\.cpuBreakdown$/,
  /\.contextBudgetStatus$/,
  /\.placement$/,
  /\.activitySummary$/,
  /\.updateSchedule\.install$/,
  // `status` also tells of tasks, workers and memory.
  /^res 6\.payload\.(activity|hostDesktop|tasks|taskAudit|eventLoop|processMemory|workerPools|shutdownBudget|pid)$/,
  /^res 10\.payload\.eventLoop$/,
  /\.models\[\]\.unavailable\w+$/,
  // The result of `agent` carries a whole report of the turn on protocol 4.
  /\.result\.(sourceReplyDeliveryState|meta\.(?!durationMs|aborted|stopReason|agentMeta))/,
  /\.agentMeta\.(?!sessionId|provider|model|promptTokens)/,
  /\.result\.details\.(exitSignal|exitReason|noOutputTimedOut|timedOut)$/,
  /\.partialResult\.details\.(pid|sessionId)$/,
  // `entry` is the session's record as it lies in the store; settings and state are what counts.
  /\.entry\.(?!sessionId|updatedAt|systemSent|abortedLastRun|label|\w+Level|responseUsage|sendPolicy|totalTokens)/,
  // Tool events repeat the session's row in a third form.
  /^agent:tool\/\w+\.payload\.(?!(runId|stream|data|sessionKey|agentId|seq|ts|isHeartbeat)\b)/,
  // What comes and goes with what else the machine does.
  /\.snapshot\.update(Schedule|Available)$/,
  /\.derivedTitle$/,
  /^(sessions\.changed|session\.message)\.payload\.(placementMove|updatedAt|model\w*|runtimeSelectionLocked|agentRuntime|startedAt|abortedLastRun|status|(session\.)?activeModel(Provider)?|session\.(activeRunIds|status|lastMessagePreview|startedAt|endedAt|runtimeMs|lastRunId|lastRunError|abortedLastRun|label|displayName))$/,
];

/** Methods of the recordings that this gateway does not offer. */
const NOT_OFFERED = new Set(["sessions.usage", "config.get", "tools.catalog"]);

const ignored = (path: string): boolean => NOT_IMITATED.some((pattern) => pattern.test(path));

function start(protocol: 3 | 4, more: GatewayOptions = {}): Promise<TestGateway> {
  return startGateway({
    protocol,
    token: "test-token",
    agent: recordedModel(60 / PACE),
    chatThrottleMs: Math.round((protocol === 3 ? 150 : 75) / PACE),
    ...more,
  });
}

/** The model of the recordings: an echo that says it all at once when told FAST. */
function recordedModel(intervalMs: number): GatewayAgent {
  const echo = echoAgent(intervalMs);
  return async function* model(text, context) {
    if (text.startsWith("FAST")) yield `echo: ${text}`;
    else yield* echo(text, context) as AsyncIterable<AgentStep>;
  };
}

/** What several recordings of one run of a real gateway have in common. */
class Stage {
  readonly bindings: Bindings = new Map();
  readonly devices: DeviceCabinet = new DeviceCabinet();
  readonly gateway: TestGateway;

  constructor(gateway: TestGateway) {
    this.gateway = gateway;
  }

  /** Plays a recording and says what came back differently. */
  async play(
    scenario: string,
    { origin, before }: Pick<ReplayOptions, "origin" | "before"> = {},
  ): Promise<string[]> {
    const lines = withoutMethods(transcript(this.gateway.protocol, scenario), NOT_OFFERED);
    const differences: string[] = [];
    const { close } = await replay(this.gateway, lines, {
      scenario,
      bindings: this.bindings,
      devices: this.devices,
      ...(origin === undefined ? {} : { origin }),
      ...(before === undefined ? {} : { before }),
      onPair: (recorded, ours) => {
        const [was, is] = [frameKind(recorded), frameKind(ours)];
        if (was !== is) differences.push(`order: was ${was}, is ${is}`);
        else differences.push(...shapeDifferences(recorded, ours, this.bindings, ignored, was));
      },
    });
    const end = lines.find((line) => line.dir === "close");
    if (end && end.frame.code !== close.code) {
      differences.push(`close: was ${end.frame.code}, is ${close.code}`);
    }
    // Reasons are cut where a close frame ends.
    const reason = rebindText(end?.frame.reason ?? "", this.bindings);
    if (end && reason.slice(0, 110) !== close.reason.slice(0, 110)) {
      differences.push(`close: was ${end.frame.reason}, is ${close.reason}`);
    }
    return differences;
  }
}

/** Recordings that build on each other: a device that comes back, widens its scopes, changes. */
const CHAINS = [
  [
    "connect-device-v3",
    "connect-device-v3-again",
    "connect-devicetoken-as-token",
    "connect-devicetoken-field",
    "connect-devicetoken-wrong",
    "connect-devicetoken-nodevice",
    "connect-wrong-token-device",
  ],
  [
    "connect-device-limited",
    "connect-device-scope-upgrade",
    "connect-device-scope-upgrade-again",
    "connect-device-metadata-change",
  ],
];
const chained = new Set(CHAINS.flat());

describe.each([3, 4] as const)("handshakes and bad frames on protocol %i", (protocol) => {
  const alone = transcriptNames(protocol).filter(
    (name) => /^(connect|first|unknown|invalid|malformed|hello)/.test(name) && !chained.has(name),
  );

  it.each(alone)("%s", async (name) => {
    const allowedOrigins = name === "connect-origin-webchat" ? [ORIGIN] : [];
    await using gateway = await start(protocol, { allowedOrigins });
    const origin = name.startsWith("connect-origin") ? ORIGIN : undefined;
    expect(await new Stage(gateway).play(name, origin ? { origin } : {})).toEqual([]);
  });

  it.each(CHAINS.map((chain) => [chain]))("%s in turn", async (chain) => {
    await using gateway = await start(protocol);
    const stage = new Stage(gateway);
    for (const name of chain) expect([name, await stage.play(name)]).toEqual([name, []]);
  });
});

/** The sessions the recorded gateway had from earlier recordings. */
function seed(gateway: TestGateway, ...keys: string[]): void {
  const { sessions } = gateway;
  for (const key of keys) {
    const session = sessions.open(key);
    const sender = { id: "gateway-client", mode: "backend" };
    const [startedAt, runId] = [session.createdAt, `${key}-run`];
    Object.assign(session, { systemSent: true, lastSender: sender, status: "done", startedAt });
    Object.assign(session, { endedAt: startedAt + 5, lastRunId: runId });
    if (key.endsWith(":basic") && gateway.protocol === 4) Object.assign(session.settings, SETTINGS);
    // The recorded gateway's model was out of order when it was sent an attachment.
    if (key.endsWith(":att") && gateway.protocol === 4) {
      Object.assign(session, { status: "failed", lastRunError: "disabled" });
    }
    const content = [{ type: "text", text: "hello" }];
    const idempotencyKey = `${runId}:user`;
    sessions.append(session, { role: "user", content, idempotencyKey, sender });
    const extra = {
      ...MODEL_FIELDS,
      ...(gateway.protocol === 4 ? { responseId: "chatcmpl-1" } : {}),
    };
    sessions.append(session, { role: "assistant", content, runId, extra });
  }
}

const SETTINGS = {
  label: "My Label",
  verboseLevel: "off",
  elevatedLevel: "ask",
  responseUsage: "tokens",
  sendPolicy: "allow",
  providerOverride: "fake",
  modelOverride: "fake-2",
};

const MODEL_FIELDS = {
  api: "openai-completions",
  provider: "fake",
  model: "fake-1",
  usage: {
    input: 11,
    output: 7,
    totalTokens: 18,
    cacheRead: 0,
    cacheWrite: 0,
    cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
  },
  stopReason: "stop",
};

const SEEDS: Readonly<Record<string, readonly string[]>> = {
  "chat-history": ["agent:main:basic"],
  "chat-inject": ["agent:main:basic"],
  "scope-missing": ["agent:main:drop"],
  sessions: ["agent:main:idem", "agent:main:basic", "agent:main:att"],
};

describe.each([3, 4] as const)("chats, sessions and agents on protocol %i", (protocol) => {
  const names = transcriptNames(protocol).filter((name) =>
    /^(chat-|scope-missing|sessions|agent-method|models|approval-agent)/.test(name),
  );

  it.each(names)("%s", async (name) => {
    await using gateway = await start(protocol);
    seed(gateway, ...(SEEDS[name] ?? []));
    expect(await new Stage(gateway).play(name)).toEqual([]);
  });
});

describe.each([3, 4] as const)("several clients on protocol %i", (protocol) => {
  it("gives an observer every event of a run, with numbers of its own generation", async () => {
    await using gateway = await start(protocol);
    const stage = new Stage(gateway);
    const observed = stage.play("two-clients-observer");
    await gateway.waitFor("ready");
    expect(await stage.play("two-clients-broadcast")).toEqual([]);
    expect(await observed).toEqual([]);
  });

  it("leaves out what a reader may not see", async () => {
    await using gateway = await start(protocol);
    const stage = new Stage(gateway);
    const read = stage.play("gap-reader");
    await gateway.waitFor("ready");
    expect(await stage.play("gap-admin")).toEqual([]);
    expect(await read).toEqual([]);
  });

  it("lets a run go on without its client, and follows it on a new socket", async () => {
    await using gateway = await start(protocol);
    const stage = new Stage(gateway);
    expect(await stage.play("disconnect-mid-run")).toEqual([]);
    expect(await stage.play("disconnect-mid-run-2")).toEqual([]);
  });

  it("has an approval resolved by another client", async () => {
    await using gateway = await start(protocol);
    const stage = new Stage(gateway);
    const observed = stage.play("approval-direct-observer");
    await gateway.waitFor("ready");
    expect(await stage.play("approval-direct")).toEqual([]);
    expect(await observed).toEqual([]);
  });

  it("pairs a changed device anew once an operator approves, and knows its token no more once revoked", async () => {
    await using gateway = await start(protocol);
    const stage = new Stage(gateway);
    expect(await stage.play("pair-1")).toEqual([]);
    const administered = stage.play("pair-admin", {
      before: async (method) => {
        if (method === "device.pair.list") {
          await gateway.waitFor("request", (r) => r.method === "connect", { after: 2 });
        }
        if (method === "device.token.revoke")
          await gateway.waitFor("ready", () => true, { after: 2 });
      },
    });
    await gateway.waitFor("ready", () => true, { after: 1 });
    expect(await stage.play("pair-2-metadata")).toEqual([]);
    await gateway.waitFor("request", (request) => request.method === "device.pair.approve");
    const after = stage.play("pair-3-after");
    expect(await administered).toEqual([]);
    expect(await after).toEqual([]);
    expect(await stage.play("pair-4-revoked")).toEqual([]);
  });
});
