import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { GruprOptions } from "@hawser/testkit";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { verifyWebhookSignature } from "../src/index.js";
import { clientOf, openHub } from "./support/hub.js";
import { rejection } from "./support/rejection.js";

interface Received {
  readonly body: string;
  readonly signature: string | undefined;
  readonly authorization: string | undefined;
}

/** Waits for one delivery of a webhook. */
async function receiver(): Promise<{ readonly url: string; readonly received: Promise<Received> }> {
  let take = (_received: Received): void => undefined;
  const received = new Promise<Received>((resolve) => (take = resolve));
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      response.end();
      const signature = request.headers["grupr-signature"];
      take({
        body: Buffer.concat(chunks).toString(),
        signature: typeof signature === "string" ? signature : undefined,
        authorization: request.headers.authorization,
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, received };
}

describe("a webhook", () => {
  it.each([
    { webhookMethod: "PUT", signature: "sha256=hex" },
    { webhookMethod: "POST", signature: "hex" },
  ] satisfies GruprOptions[])("is set, called and signed: %j", async (options) => {
    const hub = await openHub(options);
    const { url, received } = await receiver();
    const { webhooks } = clientOf(hub);
    const secret = "whsec_gruß";
    const hook = await webhooks.set({ url, secret, authBearer: "let-me-in" });
    expect(hook).toMatchObject({ webhook_id: hub.webhookOf(hub.agent)?.id, is_active: true });
    const again = await webhooks.set({ url, secret, authBearer: "let-me-in" });
    expect(again.webhook_id).toBe(hook.webhook_id);
    hub.say(hub.gruprId, { content: "Grüße" });
    const { body, signature, authorization } = await received;
    expect(JSON.parse(body)).toMatchObject({ data: { content: "Grüße" } });
    expect(authorization).toBe("Bearer let-me-in");
    expect(await verifyWebhookSignature(body, signature, secret)).toBe(true);
    expect(await verifyWebhookSignature(`${body} `, signature, secret)).toBe(false);

    await webhooks.delete();
    await webhooks.delete();
    expect(hub.webhookOf(hub.agent)).toBeUndefined();
  });

  it("that cannot be set tells its secrets to nobody", async () => {
    const hub = await openHub();
    hub.faults.rest(422, { message: "not whsec_1234567 and not bearer_1234567" });
    const error = await rejection(
      clientOf(hub).webhooks.set({
        url: "https://x.test",
        secret: "whsec_1234567",
        authBearer: "bearer_1234567",
      }),
    );
    expect((error as Error).message).toContain("not [redacted] and not [redacted]");
  });

  it("is set and deleted again when the answer is lost", async () => {
    const hub = await openHub();
    const { webhooks } = clientOf(hub, { random: () => 0 });
    hub.faults.loseResponse("webhook.set");
    await webhooks.set({ url: "https://x.test" });
    hub.faults.loseResponse("webhook.delete");
    await webhooks.delete();
    expect(hub.webhookOf(hub.agent)).toBeUndefined();
  });
});

describe("verifyWebhookSignature", () => {
  // RFC 4231, test case 2.
  const secret = "Jefe";
  const body = "what do ya want for nothing?";
  const hex = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

  it.each([hex, `sha256=${hex}`, hex.toUpperCase(), ` sha256=${hex}\n`])(
    "takes %j",
    async (header) => {
      expect(await verifyWebhookSignature(body, header, secret)).toBe(true);
    },
  );

  it("takes the body as text, bytes or buffer", async () => {
    const bytes = new TextEncoder().encode(`x${body}`).subarray(1);
    expect(await verifyWebhookSignature(bytes, hex, secret)).toBe(true);
    expect(await verifyWebhookSignature(bytes.slice().buffer, hex, secret)).toBe(true);
  });

  it.each([
    undefined,
    null,
    "",
    "sha256=",
    "nonsense",
    `sha1=${hex}`,
    hex.slice(2),
    `${hex}00`,
    `0${hex.slice(1)}`,
    `${hex.slice(0, -1)}4`,
  ])("refuses %j", async (header) => {
    expect(await verifyWebhookSignature(body, header, secret)).toBe(false);
  });

  it("refuses another secret, and an empty one is an error", async () => {
    expect(await verifyWebhookSignature(body, hex, "jefe")).toBe(false);
    const error = await rejection(verifyWebhookSignature(body, hex, ""));
    expect(error).toMatchObject({ code: "INVALID_ARGUMENT" });
  });

  it("says so where there is no WebCrypto", async () => {
    vi.stubGlobal("crypto", undefined);
    onTestFinished(() => void vi.unstubAllGlobals());
    const error = await rejection(verifyWebhookSignature(body, hex, secret));
    expect(error).toMatchObject({ code: "NO_WEBCRYPTO" });
  });
});
