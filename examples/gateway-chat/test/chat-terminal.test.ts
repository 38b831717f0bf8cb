import { describe, expect, it } from "vitest";
import { chatInTerminal, remember } from "./support/chat-session.js";
import { keys } from "./support/fake-terminal.js";

const SESSION = "agent:main:talk";

describe.each([3, 4] as const)("the chat in a terminal, protocol %i", (protocol) => {
  const gateway = { protocol };

  it("shows a reply while it grows, and what goes on", async () => {
    const { terminal, agent } = await chatInTerminal({ gateway, sessionKey: SESSION });
    await terminal.until("talk · connected");
    terminal.enter("Good morning");
    agent.say("Good ");
    await terminal.until(/› Good morning\n\nGood\n\n›/u);
    expect(terminal.text).toMatch(/writing · Ctrl-C stops .* talk · connected/u);
    agent.say("morning to you.\nAll", " is well.");
    agent.done();
    const text = await terminal.until(/All is well\.\n\n›\n\s+talk · c/u);
    expect(text).toContain("› Good morning\n\nGood morning to you.\nAll is well.\n");
    expect(agent.heard).toEqual(["Good morning"]);
  });

  it("lets one choose a session, and shows what was said in it", async () => {
    const { terminal } = await chatInTerminal({
      gateway,
      before: (started) => {
        remember(started, "agent:main:knots", "Which knot?", "A bowline.");
        remember(started, "agent:main:wood", "Which wood?", "Ash.");
      },
    });
    await terminal.until("● main   unused");
    expect(terminal.text).toMatch(
      /wood {3}just now {2}Which wood\?\n.*knots {2}just now {2}Which knot\?/u,
    );
    terminal.type("knot");
    await terminal.until("● knots");
    terminal.type("\r");
    await terminal.until(/› Which knot\?\n\nA bowline\.\n\n›\n\s+knots · connected/u);
    terminal.enter("/sessions wood");
    await terminal.until(/› Which wood\?\n\nAsh\.\n\n›\n\s+wood · connected/u);
    terminal.enter("/new My plans");
    await terminal.until("my-plans · connected");
  });

  it("asks about a command, and runs it when it is allowed", async () => {
    const { terminal, agent } = await chatInTerminal({ gateway, sessionKey: SESSION });
    await terminal.until("talk · connected");
    terminal.enter("clean up");
    await terminal.until("waiting for the agent");
    terminal.type("half a mess");
    await terminal.until("› half a mess");
    agent.say({ tool: { name: "exec", args: { command: "make clean" }, approval: true } });
    await terminal.until("allow? ›");
    expect(terminal.text).toMatch(/\? main wants to run this.*:\n {4}make clean\n/u);
    terminal.enter("maybe");
    await terminal.until("please answer [o]nce");
    terminal.enter("o");
    await terminal.until("✓ allow-once: make clean");
    await terminal.until("› half a mess");
    agent.say("All clean.");
    agent.done();
    await terminal.until(/All clean\.\n\n› half a mess\n\s+talk · connected/u);
    terminal.enter("age");
    agent.done();
    await terminal.until("› half a message");
    expect(terminal.text).not.toContain("allow? ›");
  });

  it("says that a command was denied", async () => {
    const { terminal, agent } = await chatInTerminal({ gateway, sessionKey: SESSION });
    await terminal.until("talk · connected");
    terminal.enter("go");
    agent.say({ tool: { name: "exec", args: { command: "rm -rf /" }, approval: true } });
    agent.done();
    await terminal.until("allow? ›");
    terminal.enter("no");
    await terminal.until("✗ deny: rm -rf /");
  });

  it("shows a tool call on one row", async () => {
    const { terminal, agent } = await chatInTerminal({ gateway, sessionKey: SESSION, columns: 50 });
    await terminal.until("talk · connected");
    terminal.enter("look");
    const result = "a very long answer that does not fit into the row at all";
    agent.say({ tool: { name: "list", args: { path: "." }, result } }, "I see.");
    agent.done();
    const text = await terminal.until("I see.");
    const row = text.split("\n").find((line) => line.startsWith("⚙ list ."));
    expect(row?.length).toBeLessThan(50);
  });

  it("stops a reply with Ctrl-C, and leaves with a second one", async () => {
    const {
      terminal,
      agent,
      gateway: started,
      exit,
    } = await chatInTerminal({
      gateway,
      sessionKey: SESSION,
    });
    await terminal.until("talk · connected");
    terminal.enter("tell me all");
    agent.say("To begin with ");
    await terminal.until("To begin with");
    terminal.type(keys.ctrlC);
    await terminal.until("■ stopped");
    expect(started.requests.filter(({ method }) => method === "chat.abort")).toHaveLength(1);
    terminal.type(keys.ctrlC);
    expect(await exit).toBe(0);
    expect(terminal.input.raw).toBe(false);
  });

  it("shows a message that waits for its turn below the reply, and sends it at once", async () => {
    const { terminal, agent } = await chatInTerminal({ gateway, sessionKey: SESSION });
    await terminal.until("talk · connected");
    terminal.enter("first");
    agent.say("one ");
    await terminal.until("one");
    terminal.enter("second");
    await terminal.until(/one\n\n› second\n›\n/u);
    agent.say("done.");
    agent.done();
    await terminal.until(/one done\.\n\n› second\n/u);
    agent.say("two.");
    agent.done();
    await terminal.until(/one done\.\n\n› second\n\ntwo\.\n\n›\n\s+talk/u);
  });

  it("tells what happens to the connection, and keeps the reply whole", async () => {
    const {
      terminal,
      agent,
      gateway: started,
    } = await chatInTerminal({
      gateway,
      sessionKey: SESSION,
    });
    await terminal.until("talk · connected");
    terminal.enter("go on");
    agent.say("before the cut ");
    await terminal.until("before the cut");
    started.faults.drop();
    await terminal.until("Connected again after");
    agent.say("and after it");
    agent.done();
    const text = await terminal.until(/and after it\n\n›\n\s+talk · c/u);
    expect(text).toMatch(/↻ The connection ended \(1006 .*\)\. Next try in \d+ ms\./u);
    expect(text.replaceAll(/\n+(↻|✓)[^\n]*/gu, "").replaceAll(/\s+/gu, " ")).toContain(
      "› go on before the cut and after it",
    );
  });
});

describe("the input", () => {
  it("keeps pasted lines together, and edits what is typed", async () => {
    const { terminal, agent } = await chatInTerminal({ sessionKey: SESSION });
    await terminal.until("talk · connected");
    terminal.type("\u001B[200~one\rtwo\u001B[201~");
    await terminal.until(/› one\n {2}two\n/u);
    terminal.type("\u007F\u007F\u007F3");
    await terminal.until(/› one\n {2}3\n/u);
    expect([terminal.cursorRow, terminal.cursorColumn]).toEqual(["  3", 3]);
    terminal.enter("");
    agent.done();
    await terminal.until("(no words)");
    expect(agent.heard).toEqual(["one\n3"]);
  });

  it("completes commands, and knows the one that was nearly typed", async () => {
    const { terminal } = await chatInTerminal({ sessionKey: SESSION });
    await terminal.until("talk · connected");
    terminal.type("/s");
    await terminal.until("/sessions · /status");
    terminal.type(`t${keys.tab}`);
    await terminal.until("› /status");
    terminal.enter("");
    await terminal.until("OpenClaw 2026.9.6, protocol 4");
    terminal.enter("/sesions");
    await terminal.until("There is no /sesions. Did you mean /sessions?");
    terminal.enter("/cut");
    await terminal.until("There is no /cut.");
  });

  it("survives a terminal that becomes narrow and wide again", async () => {
    const { terminal, agent } = await chatInTerminal({ sessionKey: SESSION, columns: 100 });
    await terminal.until("talk · connected");
    const long = "what is typed here is longer than the narrow terminal is wide";
    terminal.type(long);
    await terminal.until(long);
    terminal.resize(40);
    await terminal.until(/\n {2}[^\n]*wide\n/u);
    terminal.resize(90);
    await terminal.until(/› what .* wide\n\s+talk · connected/u);
    terminal.type("\r");
    agent.say("Yes.");
    agent.done();
    const text = await terminal.until("Yes.");
    expect(text.split("talk · connected")).toHaveLength(2);
    expect(text.split(long)).toHaveLength(2);
  });

  it("leaves on Ctrl-D", async () => {
    const { terminal, exit } = await chatInTerminal({ sessionKey: SESSION });
    await terminal.until("talk · connected");
    terminal.type(keys.ctrlD);
    expect(await exit).toBe(0);
  });
});
