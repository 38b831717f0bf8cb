import { pause } from "../gateway/clock.js";
import type { WaitOptions } from "../gateway/registry.js";
import { announce, type GruprContext } from "./context.js";
import { GruprFaults } from "./faults/faults.js";
import { GruprFaultBoard } from "./faults/rules.js";
import { type GruprOptions, resolveGruprOptions } from "./options.js";
import { GruprRegistry, type GruprMoments, type GruprRecordedFrame } from "./registry.js";
import type { GruprCall } from "./rest/call.js";
import { API_ROOT } from "./rest/routes.js";
import { GruprServer } from "./server.js";
import type { GruprSocket } from "./socket/socket.js";
import { People, type GruprAgent } from "./state/people.js";
import { Rooms, type GruprHubMessage, type GruprSay } from "./state/rooms.js";
import { GruprStreamingMessage } from "./state/streaming.js";
import { readTimeStamp, TimeStamps } from "./state/time-stamps.js";
import { Webhooks, type GruprWebhook, type GruprWebhookDelivery } from "./webhooks.js";

/** A Grupr agent-hub that listens. */
export class TestGrupr {
  readonly #context: GruprContext;
  readonly #server: GruprServer;
  readonly #ownerId: string;
  #closed = false;
  /** The agent that is there from the start. */
  readonly agent: GruprAgent;
  /** The room that is there from the start, with {@link TestGrupr.agent} in it. */
  readonly gruprId: string;
  /** Everything that can go wrong on purpose. */
  readonly faults: GruprFaults;

  private constructor(context: GruprContext, server: GruprServer) {
    this.#context = context;
    this.#server = server;
    const { people, rooms, options } = context;
    this.#ownerId = people.addUser({ jwt: options.jwt }).id;
    this.agent = people.addAgent(options.agentName, this.#ownerId);
    people.mint(this.agent, options.agentToken);
    this.gruprId = rooms.add([this.agent.id]);
    this.faults = new GruprFaults(context);
  }

  /** Starts listening; use {@link startGrupr}. */
  static async start(given: GruprOptions): Promise<TestGrupr> {
    const options = resolveGruprOptions(given);
    const registry = new GruprRegistry();
    const { clock, timestampDigits, timestampZone, signature } = options;
    const stamps = new TimeStamps(clock, timestampDigits, timestampZone);
    const context: GruprContext = {
      options,
      registry,
      stamps,
      people: new People(),
      rooms: new Rooms(stamps),
      board: new GruprFaultBoard(
        () => clock.now(),
        (record) => registry.note("fault", record),
      ),
      webhooks: new Webhooks(registry, signature),
      sockets: new Set(),
    };
    const server = new GruprServer(context);
    await server.listen(options.port);
    return new TestGrupr(context, server);
  }

  get port(): number {
    return this.#server.port;
  }

  /** The agent-hub's root, as the client's `baseUrl`. */
  get baseUrl(): string {
    return `http://${this.#context.options.host}:${this.port}${API_ROOT}`;
  }

  /** The WebSocket's address. */
  get wsUrl(): string {
    return `ws://${this.#context.options.host}:${this.port}/ws`;
  }

  /** The token of {@link TestGrupr.agent}. */
  get agentToken(): string {
    return this.#context.options.agentToken;
  }

  /** The JWT of the user who owns {@link TestGrupr.agent}. */
  get jwt(): string {
    return this.#context.options.jwt;
  }

  /** Every REST request that came in, tokens and all. */
  get requests(): readonly GruprCall[] {
    return this.#context.registry.past("request");
  }

  /** Every WebSocket there ever was, closed ones included. */
  get sockets(): readonly GruprSocket[] {
    return this.#context.registry.past("socket");
  }

  /** Every frame that clients sent, tokens and all. */
  get frames(): readonly GruprRecordedFrame[] {
    return this.#context.registry.past("frame");
  }

  /** Every call of a webhook. */
  get deliveries(): readonly GruprWebhookDelivery[] {
    return this.#context.registry.past("delivery");
  }

  /**
   * The first moment that fits, among those that happened and those to come. Rejects after
   * `timeoutMs` (default 5000 ms of real time) or with the signal's reason.
   */
  waitFor<K extends keyof GruprMoments>(
    kind: K,
    predicate?: (item: GruprMoments[K]) => boolean,
    options?: WaitOptions,
  ): Promise<GruprMoments[K]> {
    return this.#context.registry.waitFor(kind, predicate, options);
  }

  /** An account with a JWT of its own. */
  addUser(user: { readonly jwt: string; readonly emailVerified?: boolean }): string {
    return this.#context.people.addUser(user).id;
  }

  /** Creates an agent as its owner would at app.grupr.ai. Default owner: the one with {@link TestGrupr.jwt}. */
  addAgent(name: string, options: { readonly ownerId?: string } = {}): GruprAgent {
    return this.#context.people.addAgent(name, options.ownerId ?? this.#ownerId);
  }

  /** A token for that agent, as registering it gives. */
  mint(agent: GruprAgent): string {
    return this.#context.people.mint(agent);
  }

  /** From now on an agent's token, or a user's JWT, is refused. Open sockets stay. */
  revoke(secret: string): boolean {
    return this.#context.people.revoke(secret);
  }

  /** A new room. Default members: {@link TestGrupr.agent}. */
  addGrupr(agents: readonly GruprAgent[] = [this.agent]): string {
    return this.#context.rooms.add(agents.map((agent) => agent.id));
  }

  /** Puts an agent into a room. */
  assign(gruprId: string, agent: GruprAgent): void {
    this.#context.rooms.members(gruprId).add(agent.id);
  }

  /** Takes an agent out of a room. */
  unassign(gruprId: string, agent: GruprAgent): void {
    this.#context.rooms.members(gruprId).delete(agent.id);
  }

  /** Everything said in a room, in order, as it is shown now. */
  messages(gruprId: string): readonly GruprHubMessage[] {
    return this.#context.rooms.messages(gruprId).map((message) => message.shown);
  }

  /** Somebody says something: `hub.say(id, { from: "Ada", content: "Hello" })`. */
  say(gruprId: string, say: GruprSay): GruprHubMessage {
    const { rooms, board, registry } = this.#context;
    const stored = rooms.store(gruprId, say, at(say));
    const late = board.strike("lateRows", stored.shown.message_id);
    if (late !== undefined) stored.hiddenReads = late.reads;
    registry.note("message", stored.shown);
    announce(this.#context, stored);
    return stored.shown;
  }

  /**
   * An agent or AI begins a message that it fills later. Until then it has `is_streaming: true`, and
   * no content unless some is given here.
   */
  startStreaming(
    gruprId: string,
    say: Omit<GruprSay, "content"> & { readonly content?: string },
  ): GruprStreamingMessage {
    const { rooms, registry } = this.#context;
    const { content = "", fields, ...rest } = say;
    const streaming = { ...rest, content, fields: { ...fields, is_streaming: true } };
    const stored = rooms.store(gruprId, streaming, at(say));
    registry.note("message", stored.shown);
    announce(this.#context, stored);
    return new GruprStreamingMessage(stored, (filled) => announce(this.#context, filled));
  }

  /** Sends any event to the sockets that hear a room. */
  emit(gruprId: string, name: string, body: Readonly<Record<string, unknown>>): void {
    for (const socket of [...this.#context.sockets]) {
      if (socket.hears(gruprId)) socket.event(name, body);
    }
  }

  /** The webhook an agent has set. */
  webhookOf(agent: GruprAgent): GruprWebhook | undefined {
    return this.#context.webhooks.get(agent.id);
  }

  /** Goes down, cutting everything, and comes back on the same port with its rooms and tokens. */
  async restart(options: { readonly downMs?: number } = {}): Promise<void> {
    const { port } = this;
    this.#context.board.record("restart", `down for ${options.downMs ?? 0} ms`);
    await this.#server.stop();
    if (options.downMs !== undefined) await pause(this.#context.options.clock, options.downMs);
    await this.#server.listen(port);
  }

  /** Stops; idempotent. No socket is left. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#server.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function at(say: { readonly createdAt?: string }): bigint | undefined {
  if (say.createdAt === undefined) return undefined;
  const micros = readTimeStamp(say.createdAt);
  if (micros === undefined) throw new Error(`createdAt must be RFC 3339, not ${say.createdAt}`);
  return micros;
}

/**
 * Starts a Grupr agent-hub in this process, on a real socket: REST and WebSocket on one port.
 *
 * @throws when the port is taken.
 */
export function startGrupr(options: GruprOptions = {}): Promise<TestGrupr> {
  return TestGrupr.start(options);
}
