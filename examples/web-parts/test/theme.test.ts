import { expect, test } from "vitest";
import { nextTheme } from "../src/theme/theme.js";

test("the colours go round", () => {
  expect(nextTheme("system")).toBe("light");
  expect(nextTheme("light")).toBe("dark");
  expect(nextTheme("dark")).toBe("system");
});
