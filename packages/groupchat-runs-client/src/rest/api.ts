import {
  commentBodySpec,
  finishBodySpec,
  listParamsSpec,
  startBodySpec,
} from "../generated/bodies.js";
import { agentSpec } from "../generated/answers.js";
import { findFault } from "../generated/check.js";
import { parseAgent, parseRunDetails, parseRuns } from "../parse/run.js";
import type { AgentProfile, ListParams, Run, RunCosts, RunDetails } from "../schemas/index.js";
import type { CallOptions, Caller } from "./caller.js";
import { checkId, checkInput } from "./check-input.js";
import { postComment } from "./comments.js";
import type { ApiRequest } from "./exchange.js";
import { COMPLETE, FAIL, type RunChange, START, Transitions } from "./transitions.js";

/** The endpoints of GroupChat's agent API. */
export class RunsApi {
  readonly #caller: Caller;
  readonly #transitions: Transitions;

  constructor(caller: Caller) {
    this.#caller = caller;
    this.#transitions = new Transitions(caller, this.#read);
  }

  me(options: CallOptions): Promise<AgentProfile> {
    return this.#caller.read(ME, "an agent", readAgent, options);
  }

  /** Asks once: whoever wants to know whether the token is right does not want to wait for a server. */
  meOnce(options: CallOptions): Promise<AgentProfile> {
    return this.#caller.readOnce(ME, "an agent", readAgent, options);
  }

  async list(params: ListParams, options: CallOptions): Promise<Run[]> {
    const { request, parse } = this.#listing(params);
    return this.#caller.read(request, "a list of runs", parse, options);
  }

  /** As {@link RunsApi.list}, without trying again. */
  async listOnce(params: ListParams, options: CallOptions): Promise<Run[]> {
    const { request, parse } = this.#listing(params);
    return this.#caller.readOnce(request, "a list of runs", parse, options);
  }

  async get(id: string, options: CallOptions): Promise<RunDetails> {
    checkId("get", id);
    return this.#read(id, options);
  }

  async start(id: string, body: string | undefined, options: CallOptions): Promise<RunChange> {
    const params = body === undefined ? {} : { body };
    checkId("start", id);
    checkInput("start", startBodySpec, params, "params");
    return this.#transitions.make(START, id, params, options);
  }

  /** Whether a start was sent and nobody knows what became of it. */
  startUnknown(id: string): boolean {
    return this.#transitions.isUnsettled("start", id);
  }

  async comment(id: string, body: string, options: CallOptions): Promise<void> {
    checkId("comment", id);
    checkInput("comment", commentBodySpec, { body }, "params");
    return postComment(this.#caller, this.#read, id, body, options);
  }

  async finish(
    call: "complete" | "error",
    id: string,
    body: string,
    { stepCostUsd, totalCostUsd }: RunCosts,
    options: CallOptions,
  ): Promise<RunChange> {
    const params = {
      body,
      ...(stepCostUsd !== undefined && { stepCostUsd }),
      ...(totalCostUsd !== undefined && { totalCostUsd }),
    };
    checkId(call, id);
    checkInput(call, finishBodySpec, params, "params");
    return this.#transitions.make(call === "complete" ? COMPLETE : FAIL, id, params, options);
  }

  readonly #read = (id: string, options: CallOptions): Promise<RunDetails> => {
    const request: ApiRequest = {
      method: "GET",
      path: `/runs/${encodeURIComponent(id)}`,
      label: "/runs/:id",
    };
    return this.#caller.read(request, "a run", parseRunDetails, options);
  };

  #listing(params: ListParams): {
    readonly request: ApiRequest;
    readonly parse: (value: unknown) => Run[] | undefined;
  } {
    checkInput("list", listParamsSpec, params, "params");
    const { status, workspaceId, limit } = params;
    return {
      request: {
        method: "GET",
        path: "/runs",
        label: "/runs",
        query: { status, workspaceId, limit },
      },
      parse: (value) => {
        const parsed = parseRuns(value, status);
        if (parsed === undefined) return undefined;
        if (parsed.unreadable > 0) {
          this.#caller.logger.warn("runs without an id were left out", {
            count: parsed.unreadable,
          });
        }
        return parsed.runs;
      },
    };
  }
}

const ME: ApiRequest = { method: "GET", path: "/me", label: "/me" };

function readAgent(value: unknown): AgentProfile | undefined {
  const agent = parseAgent(value);
  return findFault(agentSpec, agent) === undefined ? agent : undefined;
}
