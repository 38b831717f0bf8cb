import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, inject, test } from "vitest";
import { startGateway, startGroupChat, startGrupr } from "../../../packages/testkit/src/index.js";
import { createWsChannelServer } from "../../../packages/ws-channel-protocol/src/server/index.js";
import { launchChromium } from "../../browser-harness/chromium.js";
import { root } from "../../lib/packages.js";
import { openProject } from "./support/project.js";

// A fresh Vite project with the installed packages: type-checked as its template does it, built, and
// loaded in a browser, where each client talks to a server.

/** The part of Vite that is used here: it is the one that the examples are built with. */
interface Vite {
  build(config: object): Promise<unknown>;
  preview(config: object): Promise<{
    readonly httpServer: { address(): { readonly port: number } };
    close(): Promise<void>;
  }>;
}

const project = openProject(inject("project"));

test("the clients work in a page that Vite has built", async () => {
  const page = readFileSync(join(import.meta.dirname, "fixtures/page.ts"), "utf8");
  project.compile(
    "vite",
    { "main.ts": page },
    { module: "ESNext", moduleResolution: "bundler", types: [] },
  );
  const script = `<script type="module" src="/main.ts"></script>`;
  const icon = `<link rel="icon" href="data:,">`;
  project.write("index.html", `<!doctype html><meta charset="utf-8">${icon}<body>${script}</body>`);

  const found = createRequire(join(root, "examples/web-chat/package.json")).resolve("vite");
  const vite = (await import(pathToFileURL(found).href)) as Vite;
  const warnings: string[] = [];
  const warn = (text: string): void => void warnings.push(text);
  const customLogger = {
    info: () => undefined,
    warn,
    warnOnce: warn,
    error: warn,
    clearScreen: () => undefined,
    hasErrorLogged: () => false,
    hasWarned: false,
  };
  const common = { root: project.folder, configFile: false, logLevel: "warn", customLogger };
  await vite.build(common);
  expect(warnings).toEqual([]);

  const server = await vite.preview({ ...common, preview: { port: 0, host: "127.0.0.1" } });
  const origin = `http://127.0.0.1:${server.httpServer.address().port}`;
  await using gateway = await startGateway({ allowedOrigins: [origin] });
  await using groupchat = await startGroupChat();
  await using grupr = await startGrupr({ wsAuth: ["first-message"] });
  const onMessage = ({ content }: { readonly content: string }): string => `You said: ${content}`;
  const channel = createWsChannelServer({ port: 0, host: "127.0.0.1", env: {}, onMessage });
  await channel.listen();
  const browser = await launchChromium();
  try {
    groupchat.delegate({ task: "Fix the build" });
    const { apiUrl, convexUrl, token } = groupchat;
    const { baseUrl, agentToken, gruprId } = grupr;
    const servers = {
      gateway: { url: gateway.url, token: gateway.token },
      channel: { url: channel.url },
      groupchat: { apiUrl, convexUrl, token },
      grupr: { baseUrl, agentToken, gruprId },
    };
    const tab = await browser.newPage();
    const complaints: string[] = [];
    tab.on("console", (message) => complaints.push(message.text()));
    tab.on("pageerror", (error) => complaints.push(String(error)));
    await tab.goto(`${origin}/#${encodeURIComponent(JSON.stringify(servers))}`);
    await tab.locator("p").nth(3).waitFor({ timeout: 60_000 });
    const shown = await tab
      .locator("p")
      .evaluateAll((lines) => lines.map((line) => [line.id, line.textContent]));
    expect(Object.fromEntries(shown)).toEqual({
      gateway: "echo: Hello",
      channel: "You said: Hello",
      groupchat: "Fix the build",
      grupr: "Hello",
    });
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
    await channel.close();
    await server.close();
  }
});
