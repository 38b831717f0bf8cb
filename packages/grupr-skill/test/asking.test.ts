import { startGateway } from "@hawser/testkit";
import { describe, expect, it } from "vitest";
import { afterwards, loggedIn, replied, replies, until } from "./support/skill.js";

describe("a reply that does not come", () => {
  it("is asked for again: the cursor does not move on", async () => {
    const { hub, skill } = await loggedIn();
    await skill.run(["start", hub.gruprId]);
    // Upstream moved the cursor, and the message was never answered.
    hub.say(hub.gruprId, { content: "First ONCE:no-gateway" });
    hub.say(hub.gruprId, { content: "Second ONCE:provider-error" });
    await replied(hub, "Second");
    expect(replies(hub).map((reply) => reply.split(" ")[3])).toEqual(["First", "Second"]);
    expect(await skill.calls()).toHaveLength(4);
    expect(await skill.log(hub.gruprId)).toContain("Gateway not reachable");
  });

  it("is given up after three tries where the message may be the reason, and told of", async () => {
    const { hub, skill } = await loggedIn();
    await skill.run(["start", hub.gruprId]);
    hub.say(hub.gruprId, { content: "Bad REPLAY:provider-error" });
    hub.say(hub.gruprId, { content: "Quiet REPLAY:empty-reply" });
    hub.say(hub.gruprId, { content: "Good REPLAY:several-payloads" });
    await replied(hub, "First.\n\nSecond.");
    expect(replies(hub)).toEqual(["First.\n\nSecond."]);
    expect(await skill.calls()).toHaveLength(3 + 2 + 1);
    const { stdout } = await skill.run(["status"]);
    expect(stdout).toContain("1 (1 not)");
    expect(stdout).toContain("LLM request failed");
  });
});

describe("poll and stream --once", () => {
  it("show what would be asked, and change nothing", async () => {
    const { hub, skill } = await loggedIn();
    hub.say(hub.gruprId, { from: "Ada", content: "Hello" });
    const args = ["poll", hub.gruprId, "--catch-up", "5m"];
    const dry = await skill.run([...args, "--dry-run"]);
    expect(dry.code).toBe(0);
    expect(dry.stdout).toMatch(/would ask: Ada says: Hello\n1 new message, nothing sent\.\n$/u);
    expect(await skill.calls()).toEqual([]);
    const real = await skill.run(args);
    expect(real.stdout).toMatch(/1 new message, 1 answered\.\n$/u);
    expect(replies(hub)).toEqual(["echo: Ada says: Hello"]);
    expect((await skill.run(args)).stdout).toMatch(/^(?!.*answered in).*0 answered\.\n$/su);
    expect(replies(hub)).toHaveLength(1);
  });

  it("leave what cannot be answered for the next time", async () => {
    const { hub, skill } = await loggedIn();
    hub.say(hub.gruprId, { content: "Hello ONCE:no-gateway" });
    const args = ["poll", hub.gruprId, "--catch-up", "5m", "--json"];
    const failed = await skill.run(args);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain('"event":"unanswered"');
    const done = await skill.run(args);
    expect(done.code).toBe(0);
    expect(replies(hub)).toHaveLength(1);
  });

  it("end after a message", async () => {
    const { hub, skill } = await loggedIn();
    const running = skill.spawn(["stream", hub.gruprId, "--once", "--json"]);
    await running.prints('"line":"live"');
    hub.say(hub.gruprId, { content: "Hello" });
    const { code, stdout } = await running.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('"event":"answered"');
    expect(replies(hub)).toHaveLength(1);
  });

  it("leave at Ctrl-C with 0, and the second one does not wait", async () => {
    const { hub, skill } = await loggedIn();
    const idle = skill.spawn(["stream", hub.gruprId]);
    await idle.prints("listening");
    expect((await idle.kill("SIGINT")).code).toBe(0);
    const busy = skill.spawn(["stream", hub.gruprId]);
    await busy.prints("listening");
    hub.say(hub.gruprId, { content: `Hello GATE:${skill.file("gate")}` });
    await until(async () => (await skill.calls()).length === 1, "the question");
    busy.child.kill("SIGINT");
    await until(() => busy.stderr.includes("Ctrl-C again"), "word of the first Ctrl-C");
    const { code } = await busy.kill("SIGINT");
    expect(code).toBe(130);
    expect(replies(hub)).toEqual([]);
  });
});

describe("the gateway asked directly", () => {
  it("answers over one connection, and runs no command of the room", async () => {
    const gateway = await startGateway();
    afterwards(() => gateway.close());
    const { hub, skill } = await loggedIn();
    const { code, stderr } = await skill.run(
      ["start", hub.gruprId, "--gateway-url", gateway.url, "--openclaw-agent", "main"],
      { env: { OPENCLAW_GATEWAY_TOKEN: gateway.token } },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const content of ["One", "/new", "Three"]) hub.say(hub.gruprId, { content });
    await replied(hub, "Three");
    expect(replies(hub)).toHaveLength(3);
    const sends = gateway.requests.filter(({ method }) => method === "chat.send");
    expect(sends.map(({ params }) => params)).toMatchObject(
      ["One", "\u2060/new", "Three"].map((text) => ({
        sessionKey: `agent:main:explicit:grupr:${hub.gruprId}`,
        message: `Ada says: ${text}`,
      })),
    );
    expect(gateway.connections).toHaveLength(1);
    expect(await skill.calls()).toEqual([]);
    expect(await skill.log(hub.gruprId)).not.toContain(gateway.token);
  });
});
