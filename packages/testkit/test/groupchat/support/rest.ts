import type { TestGroupChat } from "../../../src/index.js";

/** An answer of the REST API. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON of the body; the text when it is none; undefined when it is empty. */
  readonly body: unknown;
}

/** How to call. */
export interface RestCall {
  readonly method?: string;
  readonly json?: unknown;
  /** Sent as it is, in place of `json`. */
  readonly text?: string;
  /** Default: the right one, as Basic. */
  readonly authorization?: string;
}

/** Calls the REST API as any agent might. */
export async function rest(
  gc: TestGroupChat,
  path: string,
  call: RestCall = {},
): Promise<RestAnswer> {
  const body = call.text ?? (call.json === undefined ? undefined : JSON.stringify(call.json));
  const response = await fetch(gc.apiUrl + path, {
    method: call.method ?? (body === undefined ? "GET" : "POST"),
    headers: {
      authorization: call.authorization ?? `Basic ${btoa(`${gc.token}:`)}`,
      "content-type": "application/json",
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: parsed(text) };
}

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
