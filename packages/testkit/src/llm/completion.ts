import type { LlmPart } from "./types.js";

/** What every chunk and every whole completion of one request carries. */
export interface CompletionHead {
  readonly id: string;
  readonly created: number;
  readonly model: string;
}

/** Token counts: one a word, so that equal requests cost the same. */
export interface CompletionUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

type FinishReason = "stop" | "tool_calls";

/** Times and ids count up from a fixed start: replies depend on the order of requests alone. */
export function completionHead(requestId: number, model: string): CompletionHead {
  return { id: `chatcmpl-${requestId}`, created: 1_700_000_000 + requestId, model };
}

export function completionUsage(prompt: string, parts: readonly LlmPart[]): CompletionUsage {
  const reply = parts.map((part) => (part.type === "text" ? part.text : JSON.stringify(part.args)));
  const prompt_tokens = wordCount(prompt);
  const completion_tokens = wordCount(reply.join(""));
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

function finishReason(parts: readonly LlmPart[]): FinishReason {
  return parts.some((part) => part.type === "tool") ? "tool_calls" : "stop";
}

/** The first chunk of a stream, which names the speaker. */
export function roleChunk(head: CompletionHead): object {
  return chunk(head, { role: "assistant", content: "" }, null);
}

/**
 * The chunks of one part. A tool call streams as upstream models do: its name first, then its
 * arguments in two pieces that only join to JSON.
 */
export function partChunks(head: CompletionHead, part: LlmPart, toolIndex: number): object[] {
  if (part.type === "text") return [chunk(head, { content: part.text }, null)];
  const json = JSON.stringify(part.args);
  const half = Math.ceil(json.length / 2);
  const call = (fields: object): object =>
    chunk(head, { tool_calls: [{ index: toolIndex, ...fields }] }, null);
  return [
    call({
      id: toolCallId(head, toolIndex),
      type: "function",
      function: { name: part.name, arguments: "" },
    }),
    call({ function: { arguments: json.slice(0, half) } }),
    call({ function: { arguments: json.slice(half) } }),
  ];
}

/** The last chunk with a choice. */
export function finishChunk(head: CompletionHead, parts: readonly LlmPart[]): object {
  return chunk(head, {}, finishReason(parts));
}

/** The chunk without choices that carries the token counts. */
export function usageChunk(head: CompletionHead, usage: CompletionUsage): object {
  return { ...head, object: "chat.completion.chunk", choices: [], usage };
}

/** The answer to a request that did not ask for a stream. */
export function wholeCompletion(
  head: CompletionHead,
  parts: readonly LlmPart[],
  usage: CompletionUsage,
): object {
  const text = parts.map((part) => (part.type === "text" ? part.text : "")).join("");
  const calls = parts.filter((part) => part.type === "tool");
  const message = {
    role: "assistant",
    content: calls.length > 0 && text === "" ? null : text,
    ...(calls.length > 0 && {
      tool_calls: calls.map((part, index) => ({
        id: toolCallId(head, index),
        type: "function",
        function: { name: part.name, arguments: JSON.stringify(part.args) },
      })),
    }),
  };
  return {
    ...head,
    object: "chat.completion",
    choices: [{ index: 0, message, finish_reason: finishReason(parts) }],
    usage,
  };
}

/** The error body of OpenAI-compatible servers. */
export function errorBody(status: number, message: string): object {
  const type = status >= 500 ? "server_error" : "invalid_request_error";
  return { error: { message, type, param: null, code: null } };
}

/** The body of `GET /v1/models`. */
export function modelList(models: readonly string[]): object {
  const data = models.map((id) => ({ id, object: "model", created: 0, owned_by: "hawser" }));
  return { object: "list", data };
}

function chunk(head: CompletionHead, delta: object, finish: FinishReason | null): object {
  return {
    ...head,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, finish_reason: finish }],
  };
}

function toolCallId(head: CompletionHead, index: number): string {
  return `call_${head.id.replace(/\W/g, "_")}_${index}`;
}

function wordCount(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}
