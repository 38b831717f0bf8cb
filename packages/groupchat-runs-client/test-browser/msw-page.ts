import { GroupChatRunsClient } from "@hawser/groupchat-runs-client";
import { http, HttpResponse, ws, type WebSocketHandlerConnection } from "msw";
import { setupWorker } from "msw/browser";

// The page's script: an agent, and the GroupChat that msw plays for it inside the page.

const API = "https://groupchat.test/api/v1/agent";
const TOKEN = "gca_msw";

interface PlayedRun {
  readonly id: string;
  readonly prompt: string;
  status: "PENDING" | "RUNNING" | "FINISHED";
  readonly comments: string[];
}

/** What the test can do in the page, as `played`. */
export interface PlayedGroupChat {
  /** Delegates a run, works it, and resolves with what became of it. */
  delegated(prompt: string): Promise<PlayedRun>;
  /** What was asked of the API, such as `POST /runs/r1/start`. */
  readonly asked: readonly string[];
  /** How the agent listens. */
  readonly status: string;
  close(): Promise<void>;
}

const runs: PlayedRun[] = [];
const asked: string[] = [];
const finished = new Map<string, (run: PlayedRun) => void>();

/** Refuses whoever has no token, as the API does. */
function answer(request: Request, found: (path: string) => object | undefined): Response {
  const path = request.url.slice(API.length);
  asked.push(`${request.method} ${path}`);
  if (request.headers.get("authorization") !== `Basic ${btoa(`${TOKEN}:`)}`) {
    return HttpResponse.json({ error: "Invalid agent token" }, { status: 401 });
  }
  const value = found(path);
  return value === undefined
    ? HttpResponse.json({ error: "Not found" }, { status: 404 })
    : HttpResponse.json(value);
}

const moves = { start: "RUNNING", comment: undefined, complete: "FINISHED" } as const;

const rest = [
  http.get(`${API}/me`, ({ request }) => answer(request, () => ({ name: "Bot" }))),
  http.get(`${API}/runs`, ({ request }) => {
    const status = new URL(request.url).searchParams.get("status");
    return answer(request, () => runs.filter((run) => run.status === status));
  }),
  http.get(`${API}/runs/:id`, ({ request, params }) =>
    answer(request, () => runs.find(({ id }) => id === params.id)),
  ),
  http.post(`${API}/runs/:id/:move`, async ({ request, params }) => {
    const { body } = (await request.clone().json()) as { readonly body?: string };
    return answer(request, () => {
      const run = runs.find(({ id }) => id === params.id);
      if (run === undefined) return undefined;
      if (body !== undefined) run.comments.push(body);
      run.status = moves[params.move as keyof typeof moves] ?? run.status;
      tellAll();
      if (run.status === "FINISHED") finished.get(run.id)?.(run);
      return run;
    });
  }),
];

// The sync protocol, as far as two queries need it.

interface Subscriber {
  readonly socket: WebSocketHandlerConnection["client"];
  readonly queries: Map<number, string>;
  version: { querySet: number; identity: number; ts: string };
}

const subscribers = new Set<Subscriber>();
let time = 0;

const sync = ws
  .link(/^wss:\/\/quay-1\.convex\.cloud\/api\/[^/]+\/sync$/)
  .addEventListener("connection", ({ client }) => {
    const one: Subscriber = {
      socket: client,
      queries: new Map(),
      version: { querySet: 0, identity: 0, ts: "AAAAAAAAAAA=" },
    };
    subscribers.add(one);
    client.addEventListener("message", ({ data }) => {
      const message = JSON.parse(data as string) as {
        readonly type: string;
        readonly newVersion: number;
        readonly modifications: readonly { readonly queryId: number; readonly udfPath?: string }[];
      };
      if (message.type !== "ModifyQuerySet") return;
      for (const { queryId, udfPath } of message.modifications) {
        if (udfPath === undefined) one.queries.delete(queryId);
        else one.queries.set(queryId, udfPath);
      }
      tell(one, message.newVersion);
    });
  });

function tellAll(): void {
  for (const one of subscribers) tell(one, one.version.querySet);
}

function tell(one: Subscriber, querySet: number): void {
  const ts = btoa(String.fromCodePoint(++time, 0, 0, 0, 0, 0, 0, 0));
  const endVersion = { ...one.version, querySet, ts };
  const modifications = [...one.queries].map(([queryId, path]) => ({
    type: "QueryUpdated",
    queryId,
    value: path.endsWith("pendingRuns") ? runs.filter(({ status }) => status === "PENDING") : [],
    logLines: [],
    journal: null,
  }));
  const frame = { type: "Transition", startVersion: one.version, endVersion, modifications };
  one.version = endVersion;
  one.socket.send(JSON.stringify(frame));
}

const worker = setupWorker(...rest, sync);
await worker.start({ quiet: true, onUnhandledRequest: "error" });

const agent = new GroupChatRunsClient({
  token: TOKEN,
  apiUrl: API,
  convexUrl: "https://quay-1.convex.cloud",
});
const working = agent.process(({ run }) => `Done: ${run.prompt}`);

const played: PlayedGroupChat = {
  delegated: (prompt) => {
    const id = `r${runs.length + 1}`;
    const end = new Promise<PlayedRun>((resolve) => finished.set(id, resolve));
    runs.push({ id, prompt, status: "PENDING", comments: [] });
    tellAll();
    return end;
  },
  asked,
  get status() {
    return agent.state.status;
  },
  close: async () => {
    await agent.close();
    await working;
    worker.stop();
  },
};

declare global {
  var played: PlayedGroupChat;
}

globalThis.played = played;
