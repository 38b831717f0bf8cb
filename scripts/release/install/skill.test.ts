import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { startGateway, startGrupr } from "../../../packages/testkit/src/index.js";
import { readPage } from "../../docs-check/markdown.js";
import { exec } from "../../lib/exec.js";
import { root } from "../../lib/packages.js";
import { openProject } from "./support/project.js";

const project = openProject(inject("project"));

test("the first three commands of the skill's README log in, answer a person, and stop", async () => {
  await using hub = await startGrupr();
  await using gateway = await startGateway();
  const page = "packages/grupr-skill/README.md";
  const { blocks } = readPage(page, readFileSync(join(root, page), "utf8"));
  const commands = (blocks[0]?.code ?? "").trim().split("\n");
  expect(commands).toHaveLength(3);

  const env = {
    GRUPR_HOME: join(project.folder, "grupr"),
    GRUPR_BASE_URL: hub.baseUrl,
    GRUPR_WS_URL: hub.wsUrl,
    GRUPR_JWT: hub.jwt,
    OPENCLAW_GATEWAY_TOKEN: gateway.token,
  };
  const run = async (command: string | undefined, ...more: string[]): Promise<void> => {
    const words = (command ?? "")
      .replace(/ *#.*/, "")
      .replace("<agent-uuid>", hub.agent.id)
      .replace("<grupr-id>", hub.gruprId)
      .split(" ");
    expect(words.shift()).toBe("npx");
    const args = ["--no-install", ...words, ...more];
    const { code, output } = await exec("npx", args, { cwd: project.folder, env });
    expect({ code, output }).toMatchObject({ code: 0 });
  };
  const [login, start, stop] = commands;
  await run(login);
  // In the place of the command `openclaw`, which is not installed here.
  await run(start, "--gateway-url", gateway.url);
  try {
    hub.say(hub.gruprId, { from: "Ada", content: "Hello?" });
    const reply = await hub.waitFor("message", ({ agent_id: id }) => id === hub.agent.id, {
      timeoutMs: 60_000,
    });
    expect(reply.content).toContain("Hello?");
  } finally {
    await run(stop);
  }
});
