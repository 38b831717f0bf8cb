import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { channelSchema, type OptionSchema } from "../src/config/channel-schema.js";
import { readConfig } from "../src/config/read-config.js";
import { description, id, name } from "../src/index.js";

const json = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), "utf8"));

describe("the manifest", () => {
  const manifest = json("openclaw.plugin.json");
  const pkg = json("package.json") as {
    name: string;
    dependencies?: object;
    openclaw: { extensions: string[]; channel: { id: string } };
  };

  it("says what the code says", () => {
    expect(manifest).toMatchObject({ id, name, description, channels: ["websocket"] });
    expect(manifest).toMatchObject({
      channelConfigs: { websocket: { schema: channelSchema } },
    });
    expect(pkg.name).toBe(`@hawser/${id}`);
    expect(pkg.openclaw.channel.id).toBe("websocket");
  });

  it("needs nothing beside the package", () => {
    expect(pkg.dependencies).toBeUndefined();
    expect(pkg.openclaw.extensions).toEqual(["./dist/index.js"]);
  });

  it("names every option, and none that is not read", () => {
    const { unknown } = readConfig({ channels: { websocket: emptyOptions(channelSchema) } });
    expect(unknown).toEqual([]);
  });

  it("lets any value through, since a gateway that finds a wrong one does not start", () => {
    const types = JSON.stringify(channelSchema.properties).match(/"(type|enum|required)":/g);
    // `auth.required` is an option.
    expect(types).toEqual(['"required":']);
  });
});

/** Every option there is, not set. */
function emptyOptions({ properties = {} }: OptionSchema): object {
  const entries = Object.entries(properties).map(([key, option]) => [
    key,
    option.properties === undefined ? null : emptyOptions(option),
  ]);
  return Object.fromEntries(entries) as object;
}
