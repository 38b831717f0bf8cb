import { type DefaultBodyType, http, HttpResponse, type StrictRequest } from "msw";
import { setupServer } from "msw/node";
import { onTestFinished } from "vitest";
import { GroupChatRunsClient, type GroupChatRunsClientOptions } from "../../src/index.js";

export const API = "https://groupchat.test/api/v1/agent";
export const TOKEN = "gca_s3cr3t-t0ken";

/** A request as the API saw it. */
export interface Seen {
  readonly method: string;
  /** Below the API's root, with the query. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Answers one request; the last one given answers all that follow. */
export type Answerer = (seen: Seen) => Response | Promise<Response>;

export const json = (body: unknown, init: ResponseInit = {}): Response =>
  HttpResponse.json(body as DefaultBodyType, init);
export const failed = (status: number, error = "no", headers: HeadersInit = {}): Response =>
  json({ error }, { status, headers });
export const empty = (status = 200): Response => new HttpResponse(null, { status });
export const html = (status = 200): Response =>
  HttpResponse.html("<!doctype html><title>Just a moment</title><p>x</p>", { status });
/** The connection breaks; whether the request was carried out nobody knows. */
export const broken = (): Response => HttpResponse.error();

/** An API that answers by method and path, such as `POST /runs/r1/start`. */
export interface ScriptedApi {
  readonly seen: Seen[];
  /** What was asked, such as `GET /me`. */
  readonly asked: string[];
  readonly client: GroupChatRunsClient;
}

export function scriptedApi(
  answers: Readonly<Record<string, Answerer | readonly Answerer[]>>,
  options: Partial<GroupChatRunsClientOptions> = {},
): ScriptedApi {
  const seen: Seen[] = [];
  const used = new Map<string, number>();
  const answer = async ({ request }: { request: StrictRequest<DefaultBodyType> }) => {
    const path = request.url.slice(API.length);
    const text = await request.text();
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    const one: Seen = { method: request.method, path, headers: request.headers, body };
    seen.push(one);
    const key = `${request.method} ${path}`;
    const given = answers[key];
    if (given === undefined) return failed(404, `no answer for ${key}`);
    const list = Array.isArray(given) ? (given as readonly Answerer[]) : [given as Answerer];
    const at = used.get(key) ?? 0;
    used.set(key, at + 1);
    const answerer = list[Math.min(at, list.length - 1)];
    return answerer?.(one) ?? failed(500);
  };
  const server = setupServer(http.all(`${API}/*`, answer));
  server.listen({ onUnhandledRequest: "error" });
  const client = new GroupChatRunsClient({
    token: TOKEN,
    apiUrl: API,
    retry: { firstMaxMs: 1, initialMs: 1, maxMs: 2 },
    ...options,
  });
  onTestFinished(async () => {
    await client.close();
    server.close();
  });
  return {
    seen,
    client,
    get asked() {
      return seen.map(({ method, path }) => `${method} ${path}`);
    },
  };
}

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("it did not reject");
}
