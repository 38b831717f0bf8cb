import {
  authorOf,
  type CursorStore,
  type GruprClient,
  type GruprMessage,
} from "@hawser/grupr-client";
import type { Source, SourceContext, SourceTask } from "../task/source.js";
import type { Said, Speaker } from "../task/task.js";

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
  /**
   * What is posted when the agent failed. Default: nothing, a room full of error messages helps nobody.
   * Messages are billed.
   */
  readonly failureText?: (error: unknown) => string | undefined;
}

/**
 * Messages of a Grupr room. The room is one conversation; a message is acked once it is answered or need
 * not be, so that what a crash interrupts comes again. The task's `raw` is the message.
 */
export function gruprSource(client: GruprClient, options: GruprSourceOptions): Source {
  return {
    name: options.name ?? "grupr",
    tasks: (context) => tasks(client, options, context),
  };
}

async function* tasks(
  client: GruprClient,
  options: GruprSourceOptions,
  { signal }: SourceContext,
): AsyncGenerator<SourceTask, void> {
  const { gruprId, cursor, limit, contextMessages = 20, failureText } = options;
  const said: Said[] = [];
  const deliveries = client.stream(gruprId, {
    signal,
    ...(cursor !== undefined && { cursor }),
    ...(limit !== undefined && { limit }),
  });
  for await (const delivery of deliveries) {
    const { message } = delivery;
    const ack = (): Promise<void> => delivery.ack();
    const { message_id: id, content: text } = message;
    const speaker = speakerOf(message, client.agentId);
    const context = [...said];
    said.push({ speaker, text });
    said.splice(0, said.length - contextMessages);
    yield {
      id,
      conversation: gruprId,
      text,
      speaker,
      context,
      raw: message,
      reply: async (reply) => {
        if (reply.text.trim() !== "") await client.messages.send(gruprId, reply.text);
        await ack();
      },
      fail: async (error) => {
        const words = failureText?.(error);
        if (words !== undefined && words.trim() !== "") await client.messages.send(gruprId, words);
        await ack();
      },
      skip: () => ack(),
      // Not acked: it comes again.
      release: () => undefined,
      wasReplied: async (reply) => {
        if (reply.text.trim() === "") return true;
        const after = message.created_at;
        return (await client.messages.findSent(gruprId, reply.text, { after })) !== undefined;
      },
    };
  }
}

function speakerOf(message: GruprMessage, ownId: string | undefined): Speaker {
  const { kind, id, name } = authorOf(message);
  return { kind: kind === "agent" && id === ownId ? "self" : kind, id, name };
}
