import type { IncomingMessage } from "node:http";
import type { LlmMessage, LlmRequest } from "./types.js";
import { userText } from "./user-text.js";

/** A request as it was read from the wire. */
export interface ReadRequest {
  readonly request: LlmRequest;
  /** True when the caller asked for token counts at the end of the stream. */
  readonly withUsage: boolean;
}

/** The body of a POST, as text. */
export async function readBody(message: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

/** A chat completion request; undefined when the body is not one. */
export function parseRequest(id: number, body: string): ReadRequest | undefined {
  const value = parseObject(body);
  if (value === undefined || !Array.isArray(value["messages"])) return undefined;
  const messages = value["messages"].filter(isMessage);
  const streamOptions = asObject(value["stream_options"]);
  return {
    withUsage: streamOptions?.["include_usage"] === true,
    request: {
      id,
      model: typeof value["model"] === "string" ? value["model"] : "",
      stream: value["stream"] === true,
      messages,
      text: userText(messages),
      tools: toolNames(value["tools"]),
      state: "streaming",
      chunksSent: 0,
    },
  };
}

function toolNames(tools: unknown): string[] {
  if (!Array.isArray(tools)) return [];
  return tools.flatMap((tool: unknown) => {
    const name = asObject(asObject(tool)?.["function"])?.["name"];
    return typeof name === "string" ? [name] : [];
  });
}

function isMessage(value: unknown): value is LlmMessage {
  return typeof asObject(value)?.["role"] === "string";
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
