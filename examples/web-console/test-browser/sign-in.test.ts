import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openHouse, Stage, type House } from "./support/stage.js";

let house: House;
let stage: Stage;
beforeAll(async () => {
  house = await openHouse();
}, 180_000);
afterAll(async () => {
  await house.close();
});
afterEach(async () => {
  expect(stage.unexpected()).toEqual([]);
  await stage.close();
});

describe.each([3, 4] as const)("signing in on protocol %i", (protocol) => {
  test("a wrong token is refused in words, the right one lets in", async () => {
    stage = await Stage.set(house, { protocol, token: "correct" });
    const console = await stage.open();
    await console.fillSignIn({ gatewayUrl: stage.proxy.url, token: "wrong" });
    await console.page.getByText(/The gateway did not let you in/).waitFor();
    await console.signIn({ gatewayUrl: stage.proxy.url, token: "correct" });
    expect(await console.page.content()).not.toContain("correct");
  });

  test("the browser is a device of its own, and the same one after a reload", async () => {
    stage = await Stage.set(house, { protocol });
    const console = await stage.enter({ keepToken: true });
    await console.page.reload();
    await console.state("connected").waitFor();
    const devices = stage.gateway.requests
      .filter(({ method }) => method === "connect")
      .map(({ params }) => (params as { device?: { id: string } }).device?.id);
    expect(devices).toHaveLength(2);
    expect(devices[0]).toEqual(expect.any(String));
    expect(devices[1]).toBe(devices[0]);
  });

  test("a device that has to be approved comes in once it is", async () => {
    stage = await Stage.set(house, { protocol, pairing: "required" });
    const console = await stage.open();
    await console.fillSignIn({ gatewayUrl: stage.proxy.url, token: stage.gateway.token });
    await console.page.getByText("The gateway does not know this browser yet.").waitFor();
    const [pending] = stage.gateway.pairing.pending.values();
    if (pending === undefined) throw new Error("no device waits");
    stage.gateway.approvePairing(pending.requestId);
    await console.state("connected").waitFor();
  });

  test("after signing out, the form; and the token is forgotten", async () => {
    stage = await Stage.set(house, { protocol });
    const console = await stage.enter({ keepToken: true });
    await console.button("Sign out").click();
    await console.page.getByLabel("Token").waitFor();
    await console.page.reload();
    expect(await console.page.getByLabel("Token").inputValue()).toBe("");
  });
});

test("a gateway that does not take pages from here says what to do", async () => {
  stage = await Stage.set(house, { allowedOrigins: [] });
  const console = await stage.open();
  await console.fillSignIn({ gatewayUrl: stage.proxy.url, token: stage.gateway.token });
  await console.page
    .getByText(/allowedOrigins/)
    .first()
    .waitFor();
});
