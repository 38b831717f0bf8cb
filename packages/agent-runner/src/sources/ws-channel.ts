import { AsyncStream, HawserError } from "@hawser/core";
import type { ChannelMessage, Reply, WsChannelServer } from "@hawser/ws-channel-protocol/server";
import type { Skip, Source, SourceContext, SourceTask } from "../task/source.js";
import type { AgentReply } from "../task/task.js";

/** Options of {@link wsChannelSource}. */
export interface WsChannelSourceOptions {
  /** Default `"ws-channel"`. Two servers in one runner need names of their own. */
  readonly name?: string;
  /** What a sender reads when the agent failed. Default `"The agent could not answer this message"`. */
  readonly failureText?: (error: unknown) => string;
}

const FAILED = "The agent could not answer this message";
const LEAVING = "The agent is going away";

/**
 * People who write to a ws-channel server. The server is told to listen, unless it does; closing it is
 * yours, once the runner has ended. A conversation is a session, the task's `raw` the ChannelMessage.
 */
export function wsChannelSource(
  server: WsChannelServer,
  options: WsChannelSourceOptions = {},
): Source {
  const { name = "ws-channel", failureText = () => FAILED } = options;
  return {
    name,
    // Cheap, and people read along.
    progressEveryMs: 50,
    tasks: (context) => tasks(server, context, failureText),
  };
}

async function* tasks(
  server: WsChannelServer,
  { signal }: SourceContext,
  failureText: (error: unknown) => string,
): AsyncGenerator<SourceTask, void> {
  // As many as the server lets wait: it keeps at most one of a session here.
  const stream = new AsyncStream<SourceTask>({ limit: Infinity });
  const off = server.handle(
    (message, reply) =>
      new Promise((resolve) => stream.push(taskOf(message, reply, failureText, resolve))),
  );
  const end = (): void => {
    off();
    stream.end();
  };
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  try {
    await server.listen();
    yield* stream;
  } finally {
    signal.removeEventListener("abort", end);
    end();
  }
}

/** @param done - lets the session's next message go on. */
function taskOf(
  message: ChannelMessage,
  reply: Reply,
  failureText: (error: unknown) => string,
  done: () => void,
): SourceTask {
  const { content, sessionKey, senderId, senderName, replyToBody, media } = message;
  const finish = (end: () => void): void => {
    end();
    done();
  };
  // The handler's promise ends with the task, also when nobody waits for the reply any more.
  reply.signal.addEventListener("abort", done, { once: true });
  return {
    // Message ids are the senders' own.
    id: `${senderId}/${message.messageId}`,
    conversation: sessionKey,
    text: content,
    speaker: { kind: "person", id: senderId, name: senderName },
    ...(message.groupSubject !== undefined && { title: message.groupSubject }),
    context: replyToBody === undefined ? [] : [{ speaker: { kind: "person" }, text: replyToBody }],
    media,
    raw: message,
    signal: reply.signal,
    progress: (textSoFar) => reply.stream(textSoFar),
    status: () => reply.typing(),
    reply: (answer) => {
      // It would go nowhere, and nobody would know.
      reply.signal.throwIfAborted();
      finish(() => send(reply, answer));
    },
    fail: (error) =>
      finish(() => {
        const code = error instanceof HawserError && error.code === "SHUT_DOWN";
        reply.error(code ? LEAVING : failureText(error), { code: code ? "closing" : "internal" });
      }),
    skip: (skip) => finish(() => tellSkip(reply, skip)),
    release: () => finish(() => reply.error(LEAVING, { code: "closing" })),
  };
}

function tellSkip(reply: Reply, skip: Skip): void {
  switch (skip.reason) {
    case "duplicate":
      // Under the same id: whoever has it already ignores it.
      return send(reply, skip.reply ?? { text: "" });
    case "rate-limited":
    case "storm":
      return reply.error("Too many messages at once", {
        code: "rate_limited",
        retryAfterMs: skip.retryAfterMs,
      });
    case "empty":
    case "own-message":
    case "other-agent":
      return reply.send("");
    default:
      return skip.reason satisfies never;
  }
}

function send(reply: Reply, { text, mediaUrls }: AgentReply): void {
  reply.send(text, mediaUrls === undefined ? {} : { mediaUrls });
}
