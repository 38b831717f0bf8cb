import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { startGrupr, type GruprOptions, type TestGrupr } from "../../src/index.js";

/** A hub that goes away with the test. */
export async function openHub(options: GruprOptions = {}): Promise<TestGrupr> {
  const hub = await startGrupr(options);
  onTestFinished(() => hub.close());
  return hub;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** A REST call as an agent, or with another secret. */
export async function call(
  hub: TestGrupr,
  method: string,
  path: string,
  options: { readonly body?: unknown; readonly secret?: string } = {},
): Promise<Answer> {
  const { body, secret = hub.agentToken } = options;
  const response = await fetch(hub.baseUrl + path, {
    method,
    headers: { authorization: `Bearer ${secret}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** A raw client. */
export class RawClient {
  readonly frames: unknown[] = [];
  readonly ended: Promise<string>;
  readonly #ws: WebSocket;
  #look: () => void = () => undefined;

  constructor(url: string, options: { headers?: Record<string, string>; protocols?: string[] }) {
    this.#ws = new WebSocket(url, options.protocols ?? [], { headers: options.headers ?? {} });
    onTestFinished(() => this.#ws.terminate());
    this.#ws.on("message", (data) => {
      this.frames.push(JSON.parse((data as Buffer).toString()));
      this.#look();
    });
    this.ended = new Promise((resolve) => {
      this.#ws.on("unexpected-response", (_request, response) => {
        resolve(`HTTP ${response.statusCode}`);
        this.#ws.terminate();
      });
      this.#ws.on("error", () => undefined);
      this.#ws.on("close", (code, reason) => resolve(`${code} ${reason.toString()}`.trim()));
    });
  }

  /** Sends as soon as it is open. */
  send(frame: unknown): void {
    const text = JSON.stringify(frame);
    if (this.#ws.readyState === this.#ws.OPEN) this.#ws.send(text);
    else this.#ws.once("open", () => this.#ws.send(text));
  }

  /** Resolves when so many frames have come. */
  received(count: number): Promise<readonly unknown[]> {
    return new Promise((resolve) => {
      this.#look = () => {
        if (this.frames.length >= count) resolve(this.frames);
      };
      this.#look();
    });
  }
}

/** A raw client whose token stands in the header. */
export function connect(hub: TestGrupr, token: string = hub.agentToken): RawClient {
  return new RawClient(hub.wsUrl, { headers: { authorization: `Bearer ${token}` } });
}
