import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFile } from "node:fs/promises";
import type { ConfigDraft, OpenClawConfig } from "../../src/openclaw/config.js";
import type { FinalizedContext, ReplyPayload } from "../../src/openclaw/message-context.js";
import type { AgentRoute, PluginRuntime, ReplyOptions } from "../../src/openclaw/runtime.js";

/** A turn as the fake agent sees it. */
export interface FakeTurn {
  readonly ctx: FinalizedContext;
  readonly options: ReplyOptions;
  readonly deliver: (payload: ReplyPayload, kind?: string) => Promise<unknown>;
}

export interface FakeOptions {
  readonly generation: "2026.3" | "2026.9";
  readonly config?: OpenClawConfig;
  readonly agent?: (turn: FakeTurn) => Promise<void>;
}

/** The runtime calls the plugin makes, answered as the two generations do. */
export class FakeRuntime {
  readonly stateDir: string;
  readonly contexts: FinalizedContext[] = [];
  readonly paired: Set<string> = new Set<string>();
  readonly runtime: PluginRuntime;
  writes: number = 0;
  #config: OpenClawConfig;
  #saved = 0;

  private constructor(o: FakeOptions, stateDir: string) {
    this.stateDir = stateDir;
    this.#config = o.config ?? {};
    const run = async (
      ctx: FinalizedContext,
      options: ReplyOptions,
      deliver: (payload: ReplyPayload, info: { kind: string }) => Promise<unknown>,
    ): Promise<void> => {
      this.contexts.push(ctx);
      await o.agent?.({
        ctx,
        options,
        deliver: (payload, kind = "final") => deliver(payload, { kind }),
      });
    };
    const modern = o.generation === "2026.9";
    this.runtime = {
      config: modern ? this.#modernConfig() : this.#oldConfig(),
      state: { resolveStateDir: () => stateDir },
      media: {
        loadWebMedia: async (url) => {
          if (!url.startsWith(stateDir)) {
            throw Object.assign(new Error("not allowed"), { code: "path-not-allowed" });
          }
          return { buffer: Buffer.from("picture"), contentType: "image/png" };
        },
      },
      channel: {
        routing: { resolveAgentRoute: (input) => route(input.cfg, input.peer) },
        session: {
          resolveStorePath: () => "store",
          recordInboundSession: async () => undefined,
        },
        commands: { isControlCommandMessage: (text) => text.startsWith("/") },
        media: {
          saveMediaBuffer: async (data, contentType) => {
            const path = join(stateDir, `media-${++this.#saved}`);
            await writeFile(path, data);
            return { path, ...(contentType !== undefined && { contentType }) };
          },
        },
        pairing: {
          readAllowFromStore: async () => [...this.paired],
          upsertPairingRequest: async () => ({ code: "ABCD2345", created: true }),
          buildPairingReply: ({ idLine, code }) => `${idLine}\nPairing code: ${code}`,
        },
        reply: {
          finalizeInboundContext: (ctx) => ctx,
          dispatchReplyWithBufferedBlockDispatcher: (turn) =>
            run(turn.ctx, turn.replyOptions, turn.dispatcherOptions.deliver),
        },
        ...(modern && {
          inbound: {
            dispatch: (turn) => run(turn.ctxPayload, turn.replyOptions, turn.delivery.deliver),
          },
        }),
      },
    };
  }

  static async create(options: FakeOptions): Promise<FakeRuntime> {
    const stateDir = await mkdtemp(join(tmpdir(), "ws-channel-plugin-"));
    return new FakeRuntime(options, stateDir);
  }

  get config(): OpenClawConfig {
    return this.#config;
  }

  /** Until 2026.3: a write replaces the file, whatever was in it, and is in force at once. */
  #oldConfig(): PluginRuntime["config"] {
    return {
      loadConfig: () => this.#config,
      writeConfigFile: async (config) => {
        await new Promise(setImmediate);
        this.writes += 1;
        this.#config = config as unknown as OpenClawConfig;
      },
    };
  }

  /** From 2026.4 on: an edit of what is in the file, which is in force a moment later. */
  #modernConfig(): PluginRuntime["config"] {
    let file: OpenClawConfig = this.#config;
    return {
      current: () => this.#config,
      mutateConfigFile: async ({ mutate }) => {
        const draft = structuredClone<unknown>(file) as ConfigDraft;
        mutate(draft);
        await new Promise(setImmediate);
        this.writes += 1;
        file = draft as unknown as OpenClawConfig;
        setTimeout(() => (this.#config = file), 20);
      },
    };
  }
}

/** As both generations do it: the peer in lower case at the end of the key. */
function route(cfg: OpenClawConfig, peer: { kind: string; id: string }): AgentRoute {
  const bound = (cfg.bindings ?? []).find(({ match }) => match.peer?.id === peer.id);
  const agentId = bound?.agentId ?? "main";
  const main = peer.kind === "direct" && (cfg.session?.dmScope ?? "main") === "main";
  const tail = main ? "main" : `websocket:${peer.kind}:${peer.id.toLowerCase()}`;
  return {
    agentId,
    accountId: "default",
    sessionKey: `agent:${agentId}:${tail}`,
    mainSessionKey: `agent:${agentId}:main`,
    matchedBy: bound === undefined ? "default" : "binding.peer",
  };
}
