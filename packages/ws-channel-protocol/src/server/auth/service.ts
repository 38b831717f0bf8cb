import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { AuthIdentity } from "./types.js";

/** What the auth service said. */
export type Verdict =
  | { readonly outcome: "accepted"; readonly identity: AuthIdentity }
  | { readonly outcome: "refused"; readonly reason: string };

interface Answer {
  readonly status: number;
  readonly body: string;
}

const MAX_ANSWER_BYTES = 64 * 1024;
/** A reason goes to the client as it is: one short line. */
const REASON = /^[\p{L}\p{N}\p{P}\p{S} ]{1,200}$/u;

/** Upstream's auth service, asked over HTTP. Its sockets are its own, so that they can be closed. */
export class AuthService {
  readonly #endpoint: URL;
  readonly #agent: HttpAgent | HttpsAgent;

  constructor(endpoint: URL) {
    this.#endpoint = endpoint;
    const keep = { keepAlive: true, maxSockets: 64 };
    this.#agent = endpoint.protocol === "https:" ? new HttpsAgent(keep) : new HttpAgent(keep);
  }

  /**
   * Asks about a token.
   *
   * @throws Error when the service cannot be reached or gives an answer that says nothing about the token.
   */
  async verify(body: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Verdict> {
    return readAnswer(await this.#post(JSON.stringify(body), signal), body["token"] ?? "");
  }

  close(): void {
    this.#agent.destroy();
  }

  #post(body: string, signal: AbortSignal): Promise<Answer> {
    const request = this.#endpoint.protocol === "https:" ? httpsRequest : httpRequest;
    const headers = {
      accept: "application/json",
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    };
    return new Promise((resolve, reject) => {
      const options = { method: "POST", agent: this.#agent, headers, signal };
      const sent = request(this.#endpoint, options, (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size <= MAX_ANSWER_BYTES) chunks.push(chunk);
          else response.destroy(new Error("The auth service's answer is too large"));
        });
        response.on("error", reject);
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
        });
      });
      sent.on("error", (error: NodeJS.ErrnoException) => {
        // The service closed an idle connection just as it was used again. Asking twice does no harm.
        const stale = sent.reusedSocket && error.code === "ECONNRESET" && !signal.aborted;
        if (stale) resolve(this.#post(body, signal));
        else reject(error);
      });
      sent.end(body);
    });
  }
}

/** The status decides first; a body that is no answer of an auth service is none. */
function readAnswer({ status, body }: Answer, token: string): Verdict {
  const answer = readJson(body);
  if (status === 401 || status === 403) return refused(answer, token);
  if (status < 200 || status > 299) throw new Error(`The auth service answered ${status}`);
  if (answer?.["success"] === false) return refused(answer, token);
  if (answer?.["success"] !== true) throw new Error("The auth service answered something else");
  const identity = readIdentity(answer["data"]);
  if (identity === undefined) throw new Error("The auth service named no userId");
  return { outcome: "accepted", identity };
}

function readJson(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Reads what is said about a user; undefined when it names none. */
export function readIdentity(data: unknown): AuthIdentity | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const fields = data as Record<string, unknown>;
  const id = fields["userId"];
  const userId = typeof id === "number" ? String(id) : id;
  if (typeof userId !== "string" || userId === "") return undefined;
  const text = (name: string): object =>
    typeof fields[name] === "string" ? {} : { [name]: undefined };
  return { ...fields, ...text("username"), ...text("avatar"), userId };
}

/** The reason is shown, logged and observed: none that repeats the token is passed on. */
function refused(answer: Record<string, unknown> | undefined, token: string): Verdict {
  const said = [answer?.["error"], answer?.["reason"], answer?.["message"]];
  const isFit = (text: unknown): text is string =>
    typeof text === "string" && REASON.test(text) && (token === "" || !text.includes(token));
  return { outcome: "refused", reason: said.find(isFit) ?? "invalid_token" };
}
