import { GatewayClient } from "@hawser/gateway-client";
import type { GatewayAgent } from "@hawser/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openHouse, Stage, type House } from "./support/stage.js";

const CHILD = "agent:main:subagent:5b1f7c9e";

/** Waits until the test lets it go on. */
let hold: Promise<void>;
let letGo: () => void;

const agent: GatewayAgent = async function* (text, context) {
  if (text.startsWith("deploy")) {
    const result = yield {
      tool: { name: "exec", args: { command: text }, result: "deployed", approval: true },
    };
    yield `Came of it: ${result}`;
  } else if (text === "research") {
    yield {
      tool: {
        name: "sessions_spawn",
        args: { task: "tides", label: "Read the tides" },
        result: JSON.stringify({ childSessionKey: CHILD }),
      },
    };
    yield "A subagent does it.";
  } else {
    yield "**So** far";
    const stopped = new Promise<void>((resolve) => {
      context.signal.addEventListener("abort", () => resolve());
    });
    await Promise.race([hold, stopped]);
    yield " and to the end.";
  }
};

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 180_000);
afterAll(async () => {
  await house.close();
});

describe.each([3, 4] as const)("on protocol %i", (protocol) => {
  let stage: Stage;

  beforeEach(async () => {
    hold = new Promise((resolve) => (letGo = resolve));
    stage = await Stage.set(house, { protocol, agent, agents: ["main", "ops"] });
    const past = stage.gateway.sessions.open("agent:ops:release");
    past.settings["label"] = "Release 4.2";
    stage.gateway.sessions.append(past, {
      role: "assistant",
      content: [{ type: "text", text: "What is left: the *changelog*." }],
    });
  });

  afterEach(async () => {
    letGo();
    expect(stage.unexpected()).toEqual([]);
    await stage.close();
  });

  test("a session is found, read and written in, and a run is live meanwhile", async () => {
    const console = await stage.enter();
    await console.page.getByLabel("Find a session").fill("release");
    await console.open("Release 4.2");
    await console.answers.getByText("What is left: the changelog.").waitFor();
    await console.say("Go on");
    await console.answers.last().locator("strong", { hasText: "So" }).waitFor();
    await console.questions.getByText("Go on").waitFor();
    await console.card("Live runs").getByRole("button", { name: "Release 4.2" }).waitFor();
    await console.card("Presence").getByText("active").waitFor();
    letGo();
    await console.answers.getByText("So far and to the end.").waitFor();
    await console.card("Live runs").getByText("All is quiet.").waitFor();
    await console.announced.getByText("The agent says: So far and to the end.").waitFor();
    expect(await console.questions.count()).toBe(1);
    expect(await console.answers.count()).toBe(2);
  });

  test("an answer can be stopped, with Escape and from the list of runs", async () => {
    const console = await stage.enter();
    await console.begin("notes");
    await console.say("one");
    await console.answers.getByText("So far").waitFor();
    await console.box.press("Escape");
    await console.card("Live runs").getByText("All is quiet.").waitFor();
    await console.say("two");
    await console.card("Live runs").getByRole("button", { name: /^Stop/ }).click();
    await console.card("Live runs").getByText("All is quiet.").waitFor();
    await console.page.getByText("Ended lately").click();
    expect(await console.card("Live runs").getByText("aborted").count()).toBe(2);
  });

  test("a command waits for a decision", async () => {
    const console = await stage.enter();
    const { decided } = stage.gateway.requestApproval({
      command: "rm -r build && echo '<b>done</b>'",
      agentId: "ops",
      sessionKey: "agent:ops:release",
    });
    const approvals = console.card("Approvals");
    await approvals.getByText("rm -r build && echo '<b>done</b>'").waitFor();
    await console.announced.getByText(/^Waiting for your decision: rm/).waitFor();
    await approvals.getByRole("button", { name: "Deny" }).click();
    expect(await decided).toBe("deny");
    await approvals.getByText("Nobody waits for you.").waitFor();
    await approvals.getByText("Decided lately").click();
    await approvals.getByText("denied").waitFor();
    const once = stage.gateway.requestApproval({ command: "make release" });
    await approvals.getByRole("button", { name: "Allow once" }).click();
    expect(await once.decided).toBe("allow-once");
  });

  test("a subagent is seen at work, and its session can be opened", async () => {
    const console = await stage.enter();
    await console.begin("notes");
    await console.say("research");
    await console.answers.getByText("A subagent does it.").waitFor();
    const { url, token } = stage.gateway;
    const spawner = new GatewayClient({ url, token });
    spawner.chat.run({ sessionKey: CHILD, message: "tides" });
    const subagents = console.card("Subagents");
    await subagents.getByRole("img", { name: "at work" }).waitFor();
    await subagents.getByText("for notes").waitFor();
    await subagents.getByRole("button", { name: "Read the tides" }).click();
    await console.page.locator('article.agent[aria-busy="true"]').waitFor();
    letGo();
    await console.answers.getByText("So far and to the end.").waitFor();
    await subagents.getByText("done").waitFor();
    await spawner.close();
  });

  test("the line breaks in the middle of an answer, and nothing is lost or there twice", async () => {
    const console = await stage.enter();
    await console.begin("notes");
    await console.say("one");
    await console.answers.getByText("So far").waitFor();
    await stage.proxy.refuse(true);
    await stage.proxy.drop();
    await console.banner.getByText("The line is gone.").waitFor();
    await console.announced.getByText("The line is gone. Trying again.").waitFor();
    letGo();
    await stage.proxy.refuse(false);
    await console.answers.getByText("So far and to the end.").waitFor();
    await console.banner.waitFor({ state: "hidden" });
    await console.card("Connection").getByText("Reconnects").waitFor();
    await console.card("Live runs").getByText("All is quiet.").waitFor();
    expect(await console.answers.count()).toBe(1);
    expect(await console.questions.count()).toBe(1);
    const sent = stage.gateway.requests.filter(({ method }) => method === "chat.send");
    expect(
      new Set(sent.map(({ params }) => (params as { idempotencyKey: string }).idempotencyKey)).size,
    ).toBe(1);
  });
});
