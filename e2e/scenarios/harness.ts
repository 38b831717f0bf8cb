import { llmWords } from "@hawser/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OfficialClient, textOf } from "../src/official-client.js";
import type { Stage } from "../src/stage.js";

/** The gateway and the model are what the other scenarios take them for, as a foreign client sees it. */
export function harnessScenarios(stage: () => Stage): void {
  describe("the harness, seen by the official client", () => {
    let client: OfficialClient;
    beforeAll(async () => {
      const { gateway } = stage();
      client = await OfficialClient.connect(gateway.url, gateway.token);
    });
    afterAll(() => client.stop());

    it("connects with the generation's protocol", () => {
      expect(client.protocol).toBe(stage().protocol);
    });

    it("streams the model's text", async () => {
      const seen = await client.chat(stage().session("plain"), "SLOW:12x60");
      const deltas = seen.filter((payload) => payload.state === "delta").map(textOf);
      expect(deltas.length).toBeGreaterThan(1);
      expect(deltas.every((text) => llmWords(12).startsWith(text))).toBe(true);
      expect(seen.at(-1)?.state).toBe("final");
      expect(textOf(seen.at(-1))).toBe(llmWords(12));
    });

    it("hands the user's own words to the model", async () => {
      const seen = await client.chat(stage().session("words"), "what a fine day");
      expect(textOf(seen.at(-1))).toBe("echo: what a fine day");
    });

    it("runs a tool the model asks for", async () => {
      const { llm } = stage();
      const message = 'please TOOL:process {"action":"list"} now';
      const seen = await client.chat(stage().session("tool"), message);
      expect(seen.at(-1)?.state).toBe("final");
      const asked = llm.requests.filter((request) => request.text === message);
      expect(asked[0]?.tools).toContain("process");
      expect(asked.at(-1)?.messages.map((m) => m.role)).toContain("tool");
      expect(textOf(seen.at(-1))).toMatch(/^echo: \S/);
    });

    it("says that the model failed", async () => {
      const seen = await client.chat(stage().session("fail"), "FAIL:400");
      expect(seen.at(-1)?.state).toBe("error");
      expect(seen.at(-1)?.errorMessage).toMatch(/400|rejected/);
    });
  });
}
