import { AuthError, HawserError, RemoteError } from "@hawser/core";
import {
  authorOf,
  type CursorStore,
  type GruprClient,
  type GruprMessage,
  type StreamState,
} from "@hawser/grupr-client";
import { linkedSignal } from "../runner/linked-signal.js";
import type { Source, SourceContext, SourceTask } from "../task/source.js";
import type { Said, Speaker } from "../task/task.js";
import { OwnReplies } from "./grupr/own-replies.js";
import { readBack } from "./grupr/read-back.js";

/** A reply that is in the room. */
export interface GruprReply {
  /** What it answers. */
  readonly answers: GruprMessage;
  /** Its id. */
  readonly messageId: string;
  /** It was found there: whoever had sent it did not learn that it arrived. */
  readonly found: boolean;
}

/** Options of {@link gruprSource}. */
export interface GruprSourceOptions {
  /** The room. */
  readonly gruprId: string;
  /** Default `"grupr"`. Several rooms in one runner need names of their own. */
  readonly name?: string;
  /** Where to begin: a time, a cursor, or a store that knows. Default: as the client does. */
  readonly cursor?: string | CursorStore;
  /** Messages read at once, 1 to 100. Default 50. */
  readonly limit?: number;
  /** How many of the room's latest messages an agent is told with a task. Default 20. */
  readonly contextMessages?: number;
  /** `"end"`: ends once everything there is has been handed out. Default `"wait"`: for more. */
  readonly whenCaughtUp?: "wait" | "end";
  /**
   * What becomes of a message whose agent has failed. `"done"` (default): it is acked. `"again"`: it is
   * not, and comes again to whoever reads the room next.
   */
  readonly failed?: "done" | "again";
  /**
   * What is posted when the agent failed. Default: nothing, a room full of error messages helps nobody.
   * Messages are billed.
   */
  readonly failureText?: (error: unknown) => string | undefined;
  /** Told whenever it changes how messages come: the state of the client's stream. */
  readonly onState?: (state: StreamState) => void;
  /** Told of each reply that is in the room, before the task ends. */
  readonly onReply?: (reply: GruprReply) => void;
}

/**
 * Messages of a Grupr room. The room is one conversation; a message is acked once it is answered or need
 * not be, so that what a crash interrupts comes again. A reply whose fate is not known is looked for in
 * the room before it is sent again; the runner's store remembers which of the agent's messages answer
 * something else, though they may say the same. The task's `raw` is the message.
 */
export function gruprSource(client: GruprClient, options: GruprSourceOptions): Source {
  return {
    name: options.name ?? "grupr",
    tasks: (context) => tasks(client, options, context),
  };
}

/** What the runner takes for: never. */
const REFUSED = "REPLY_REFUSED";

async function* tasks(
  client: GruprClient,
  options: GruprSourceOptions,
  context: SourceContext,
): AsyncGenerator<SourceTask, void> {
  const { gruprId, cursor, limit, contextMessages = 20, whenCaughtUp, onState } = options;
  const end = new AbortController();
  const linked = linkedSignal(context.signal, end.signal);
  const room: Room = { client, options, context, replies: new OwnReplies(context.cursor), end };
  const said: Said[] = [];
  try {
    const deliveries = client.stream(gruprId, {
      signal: linked.signal,
      onState: (state) => {
        onState?.(state);
        // Told after a read: everything there was has been given out.
        if (whenCaughtUp === "end" && state.status !== "retrying") end.abort();
      },
      ...(cursor !== undefined && { cursor }),
      ...(limit !== undefined && { limit }),
    });
    for await (const delivery of deliveries) {
      const { message } = delivery;
      const ack = (): Promise<void> => delivery.ack();
      const speaker = speakerOf(message, client.agentId);
      const before = [...said];
      said.push({ speaker, text: message.content });
      said.splice(0, said.length - contextMessages);
      yield taskOf(room, message, { speaker, context: before, ack });
    }
    // The token is refused, whoever finds that out.
    if (end.signal.reason instanceof AuthError) throw end.signal.reason;
  } finally {
    linked.release();
  }
}

interface Room {
  readonly client: GruprClient;
  readonly options: GruprSourceOptions;
  readonly context: SourceContext;
  readonly replies: OwnReplies;
  /** Ends the source; an AuthError as its reason, with that. */
  readonly end: AbortController;
}

function taskOf(
  room: Room,
  message: GruprMessage,
  rest: Pick<SourceTask, "speaker" | "context"> & { readonly ack: () => Promise<void> },
): SourceTask {
  const { client, options, context, replies } = room;
  const { gruprId, failed = "done", failureText, onReply } = options;
  const { ack, ...told } = rest;
  let isPosted = false;
  const posted = async (messageId: string, found: boolean): Promise<void> => {
    isPosted = true;
    onReply?.({ answers: message, messageId, found });
    await replies.add(message.message_id, messageId);
  };
  return {
    id: message.message_id,
    conversation: gruprId,
    text: message.content,
    raw: message,
    ...told,
    reply: async ({ text }) => {
      // An ack that failed is no reason to say it twice.
      if (text.trim() !== "" && !isPosted) {
        await posted((await send(room, text)).message_id, false);
      }
      await ack();
    },
    fail: async (error) => {
      const words = failureText?.(error);
      if (words !== undefined && words.trim() !== "") await client.messages.send(gruprId, words);
      if (failed === "done" || codeOf(error) === REFUSED) await ack();
    },
    skip: () => ack(),
    // Not acked: it comes again.
    release: () => undefined,
    wasReplied: async ({ text }, { since }) => {
      if (text.trim() === "" || isPosted) return true;
      const { clock, signal } = context;
      const known = replies.ids();
      const sought = { gruprId, text, answers: message, known, since, clock, signal };
      const found = replies.to(message.message_id) ?? (await readBack(client, sought))?.message_id;
      if (found !== undefined) await posted(found, true);
      return found !== undefined;
    },
  };
}

async function send({ client, options, end }: Room, text: string): Promise<GruprMessage> {
  try {
    return await client.messages.send(options.gruprId, text);
  } catch (error) {
    if (error instanceof AuthError) end.abort(error);
    if (!isAboutTheReply(error)) throw error;
    throw new HawserError(`The hub does not take the reply: ${error.message}`, {
      code: REFUSED,
      cause: error,
    });
  }
}

/** The hub will not take these words, however often it is asked. */
function isAboutTheReply(error: unknown): error is HawserError {
  if (!(error instanceof HawserError)) return false;
  if (error.code === "INVALID_ARGUMENT") return true;
  if (!(error instanceof RemoteError)) return false;
  const { status } = Object(error.details) as { readonly status?: unknown };
  return status === 400 || status === 413 || status === 422;
}

function codeOf(error: unknown): unknown {
  return (Object(error) as { readonly code?: unknown }).code;
}

function speakerOf(message: GruprMessage, ownId: string | undefined): Speaker {
  const { kind, id, name } = authorOf(message);
  return { kind: kind === "agent" && id === ownId ? "self" : kind, id, name };
}
