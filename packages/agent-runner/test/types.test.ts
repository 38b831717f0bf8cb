import type * as api from "@opentelemetry/api";
import { expectTypeOf, test } from "vitest";
import type { Agent, runAgent, RunAgentOptions, RunSummary } from "../src/index.js";

test("what fits as an agent, and as telemetry", () => {
  expectTypeOf<typeof runAgent>().returns.resolves.toEqualTypeOf<RunSummary>();
  expectTypeOf<() => string>().toExtend<Agent>();
  expectTypeOf<() => Promise<string>>().toExtend<Agent>();
  expectTypeOf<() => void>().toExtend<Agent>();
  expectTypeOf<() => AsyncGenerator<string>>().toExtend<Agent>();
  // What the text stream of an AI SDK is.
  expectTypeOf<() => ReadableStream<string> & AsyncIterable<string>>().toExtend<Agent>();
  expectTypeOf<() => Promise<AsyncIterable<string>>>().toExtend<Agent>();
  expectTypeOf<() => { text: string; costUsd: number }>().toExtend<Agent>();
  expectTypeOf<() => number>().not.toExtend<Agent>();
  expectTypeOf<typeof api>().toExtend<NonNullable<RunAgentOptions["telemetry"]>>();
});
