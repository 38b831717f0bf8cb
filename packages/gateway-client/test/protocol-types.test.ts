import type {
  AgentsFilesGetParams,
  LogsTailParams,
  LogsTailResult,
} from "@openclaw/gateway-protocol" with { "resolution-mode": "import" };
import { readFile } from "node:fs/promises";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { UpstreamMethods } from "../src/generated/protocol.js";
import type {
  AgentEvent,
  AgentLifecycleEvent,
  ChatDeltaEvent,
  ChatEvent,
  ChatSendParams,
  ChatSendResult,
  DescribedMethods,
  GatewayEvents,
  GatewayMethods,
  MethodName,
  ParamsOf,
  ResultOf,
} from "../src/schemas/index.js";

// Checked by tsc; at run time these do nothing.
describe("method types", () => {
  it("come from our own schemas for what this client describes", () => {
    expectTypeOf<ParamsOf<"chat.send">>().toEqualTypeOf<ChatSendParams>();
    expectTypeOf<ResultOf<"chat.send">>().toEqualTypeOf<ChatSendResult>();
    expectTypeOf<GatewayMethods["chat.send"]>().toEqualTypeOf<DescribedMethods["chat.send"]>();
  });

  it("come from upstream for every other method, once the entry is imported", () => {
    expectTypeOf<ParamsOf<"logs.tail">>().toEqualTypeOf<LogsTailParams>();
    expectTypeOf<ResultOf<"logs.tail">>().toEqualTypeOf<LogsTailResult>();
    expectTypeOf<ParamsOf<"agents.files.get">>().toEqualTypeOf<AgentsFilesGetParams>();
    expectTypeOf<ParamsOf<"users.github.status">>().not.toBeAny();
    expectTypeOf<keyof UpstreamMethods>().toExtend<keyof GatewayMethods>();
    expectTypeOf<ResultOf<"health.of.nothing">>().toBeUnknown();
  });

  it("are open without it", () => {
    expectTypeOf<DescribedMethods>().not.toHaveProperty("logs.tail");
    expectTypeOf<ParamsOf<"plugin.method">>().toEqualTypeOf<object>();
    expectTypeOf<ResultOf<"plugin.method">>().toBeUnknown();
    expectTypeOf<"plugin.method">().toExtend<MethodName>();
  });

  it("name every method of the current gateway", async () => {
    const upstream = new URL("../node_modules/@openclaw/gateway-protocol/", import.meta.url);
    const schema = await readFile(new URL("protocol.schema.json", upstream), "utf8");
    const { methods } = JSON.parse(schema) as { methods: object };
    const map = await readFile(new URL("../src/generated/protocol.ts", import.meta.url), "utf8");
    for (const method of Object.keys(methods)) {
      expect(map).toMatch(new RegExp(`^ {2}"?${method.replaceAll(".", "\\.")}"?: \\{`, "m"));
    }
  });
});

describe("event types", () => {
  it("narrow by state and by stream", () => {
    const onChat = (event: ChatEvent): void => {
      if (event.state === "delta") expectTypeOf(event).toEqualTypeOf<ChatDeltaEvent>();
    };
    const onAgent = (event: AgentEvent): void => {
      if (event.stream === "lifecycle") expectTypeOf(event).toEqualTypeOf<AgentLifecycleEvent>();
    };
    expectTypeOf(onChat).parameter(0).toEqualTypeOf<GatewayEvents["chat"]>();
    expectTypeOf(onAgent).parameter(0).toEqualTypeOf<GatewayEvents["agent"]>();
  });
});
