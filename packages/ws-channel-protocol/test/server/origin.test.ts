import { describe, expect, test } from "vitest";
import { isOriginAllowed } from "../../src/server/http/origin.js";
import { connect, refusedUpgrade } from "./support/raw-client.js";
import { startServer } from "./support/start-server.js";

const LAN = "192.168.1.5";

describe("without auth and without a list", () => {
  test.each([
    ["of the same host, over the network", "http://agent.lan", "agent.lan:18800", LAN, true],
    ["of the same address", `http://${LAN}:8080`, `${LAN}:18800`, LAN, true],
    ["of the same host in other letters", "https://Agent.LAN", "agent.lan", LAN, true],
    ["of another host, over the network", "http://evil.example", "agent.lan:18800", LAN, false],
    ["of a host that begins alike", "http://agent.lan.evil.example", "agent.lan", LAN, false],
    [
      "of the same host, which leads to loopback",
      "http://evil.example",
      "evil.example",
      "127.0.0.1",
      false,
    ],
    ["the same, over IPv6", "http://evil.example", "evil.example", "::1", false],
    [
      "the same, on a socket for both",
      "http://evil.example",
      "evil.example",
      "::ffff:127.0.0.1",
      false,
    ],
    [
      "of the same address, through a proxy",
      `http://${LAN}:8080`,
      `${LAN}:8080`,
      "127.0.0.1",
      true,
    ],
    ["of the same IPv6 address, through a proxy", "http://[fd00::2]", "[fd00::2]", "::1", true],
    [
      "of this machine, over loopback",
      "http://localhost:5173",
      "127.0.0.1:18800",
      "127.0.0.1",
      true,
    ],
    ["of this machine, over the network", "http://[::1]:5173", "agent.lan", LAN, true],
    ["of nowhere", "null", "agent.lan", LAN, false],
    ["of an address that is none", "http://", "", LAN, false],
  ])("a page %s", (_name, origin, host, localAddress, allowed) => {
    expect(isOriginAllowed(origin, undefined, true, host, localAddress)).toBe(allowed);
  });

  test("a page whose name was made to lead here is kept out, a page of this machine is not", async () => {
    const { url } = await startServer();
    const headers = { host: "evil.example:18800" };
    const refused = await refusedUpgrade(url, { headers, origin: "http://evil.example" });
    expect(refused).toMatchObject({ status: 403 });
    await connect(url, { headers, origin: "http://localhost:5173" });
  });
});

test("a list has the last word", () => {
  const list = ["https://app.example.com"];
  const allowed = (origin: string, open: boolean): boolean =>
    isOriginAllowed(origin, list, open, "agent.lan", LAN);
  expect(allowed("https://app.example.com", true)).toBe(true);
  expect(allowed("http://localhost:5173", true)).toBe(false);
  expect(allowed("http://agent.lan", false)).toBe(false);
});

test.each([["https://app.example.com"], [["app.example.com"]], [["https://a.b/path"]], [[42]]])(
  "a list that cannot work is refused at once: %j",
  async (allowedOrigins) => {
    const options = { allowedOrigins: allowedOrigins as string[] };
    await expect(startServer(options)).rejects.toMatchObject({ path: "allowedOrigins" });
  },
);
