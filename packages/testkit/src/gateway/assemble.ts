import { ApprovalDesk } from "./approvals.js";
import { Broadcaster } from "./broadcast.js";
import type { GatewayContext } from "./context.js";
import { FaultBoard } from "./faults/board.js";
import type { ResolvedOptions } from "./options.js";
import { PairingDesk } from "./pairing.js";
import { PresenceBoard } from "./presence.js";
import { Registry } from "./registry.js";
import { RunEngine } from "./runs/engine.js";
import { TranscriptKeeper } from "./runs/transcript.js";
import type { Run } from "./runs/run.js";
import type { RunVoice, Stage } from "./runs/voice.js";
import { voiceDocumented } from "./runs/voice-documented.js";
import { voiceV3 } from "./runs/voice-v3.js";
import { voiceV4 } from "./runs/voice-v4.js";
import { spreadRow, tellChanged, tellMessage } from "./session-events.js";
import { SessionStore } from "./sessions.js";
import { Subscriptions } from "./subscriptions.js";

/** What only the running server knows. */
export interface ServerFacts {
  bootedAt(): number;
  bootId(): string;
  port(): number;
  draining(): boolean;
  stopping(): AbortSignal;
  lastHeartbeat(): unknown;
}

function voiceOf(options: ResolvedOptions, stage: Stage): RunVoice {
  if (options.documented) return voiceDocumented(stage);
  return options.generation.protocol === 3 ? voiceV3(stage) : voiceV4(stage);
}

/** Puts the parts of a gateway together. */
export function assemble(options: ResolvedOptions, facts: ServerFacts): GatewayContext {
  const { generation, clock } = options;
  const registry = new Registry();
  const faults = new FaultBoard(clock, (record) => registry.note("fault", record));
  const connections = (): typeof registry.connections => registry.connections;
  const broadcaster = new Broadcaster(generation.protocol, options.firstSeq, connections);
  const sessions = new SessionStore(options.agents[0], () => clock.now());
  const approvals = new ApprovalDesk(options, broadcaster, connections);
  const withheld = new WeakSet<Run>();
  const stage: Stage = {
    options,
    broadcast: (event, payload) => broadcaster.event(event, payload),
    toTools: (event, payload) =>
      broadcaster.targeted(event, payload, (c) => c.caps.includes("tool-events")),
    changed: (run, how) => tellChanged(context, run.session, how),
    sessionFields: (run) => spreadRow(context, run.session),
    terminal: (run, payload) => {
      // Protocol 4 says an error twice: a run whose end is withheld stays silent altogether.
      if (!withheld.has(run) && faults.strike("withholdTerminal", "", run.runId)) withheld.add(run);
      if (!withheld.has(run)) broadcaster.event("chat", payload);
    },
  };
  const voice = voiceOf(options, stage);
  const transcript = new TranscriptKeeper(
    options,
    sessions,
    (session, how) => tellChanged(context, session, how),
    (session, entry) => tellMessage(context, session, entry),
  );
  const runs = new RunEngine({
    options,
    voice,
    transcript,
    approvals,
    changed: (session, how) => tellChanged(context, session, how),
  });
  const context: GatewayContext = {
    options,
    sessions,
    pairing: new PairingDesk(),
    registry,
    faults,
    presence: new PresenceBoard(generation, () => clock.now()),
    broadcaster,
    subscriptions: new Subscriptions(),
    runs,
    approvals,
    voice,
    transcript,
    changed: (session, how) => tellChanged(context, session, how),
    wrote: (session, entry) => tellMessage(context, session, entry),
    ...facts,
  };
  return context;
}
