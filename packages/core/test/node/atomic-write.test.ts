import { errorCode, ignoreMissing, writeFileAtomically } from "@hawser/core/node";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.js";

test("a file is replaced as a whole, for its owner only unless it is said", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "state");
  await writeFile(path, "before", { mode: 0o644 });
  await writeFileAtomically(path, "after");
  expect(await readFile(path, "utf8")).toBe("after");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await writeFileAtomically(path, "for all", { mode: 0o666 });
  // The umask has no say.
  expect((await stat(path)).mode & 0o777).toBe(0o666);
  expect(await readdir(folder)).toEqual(["state"]);
});

test("whoever reads meanwhile finds one text or the other", async () => {
  const path = join(await temporaryFolder(), "state");
  const texts = ["a", "b"].map((letter) => letter.repeat(200_000));
  await writeFileAtomically(path, texts[0] ?? "");
  const found = new Set<string>();
  const end = new AbortController();
  const reading = (async () => {
    while (!end.signal.aborted) found.add(await readFile(path, "utf8"));
  })();
  for (let n = 0; n < 20; n++) await writeFileAtomically(path, texts[n % 2] ?? "");
  end.abort();
  await reading;
  for (const text of found) expect(texts).toContain(text);
});

test("what cannot be written leaves everything as it was", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "taken", "inside"), { recursive: true });
  await expect(writeFileAtomically(join(folder, "taken"), "x")).rejects.toThrow();
  await expect(writeFileAtomically(join(folder, "none", "x"), "x")).rejects.toThrow("ENOENT");
  expect(await readdir(folder)).toEqual(["taken"]);
});

test("a missing file is nothing, everything else is thrown on", async () => {
  const folder = await temporaryFolder();
  expect(await readFile(join(folder, "none")).catch(ignoreMissing)).toBeUndefined();
  const error: unknown = await readFile(folder).catch((reason: unknown) => reason);
  expect(errorCode(error)).toBe("EISDIR");
  expect(() => ignoreMissing(error)).toThrow("EISDIR");
  expect([errorCode(new Error("x")), errorCode("ENOENT")]).toEqual([undefined, undefined]);
});
