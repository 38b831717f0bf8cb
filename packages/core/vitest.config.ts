import { defineProject } from "vitest/config";

const conditions = ["@hawser/source"];

export default defineProject({
  resolve: { conditions: [...conditions, "module", "node", "import", "default"] },
  ssr: { resolve: { conditions: [...conditions, "module", "node", "import", "default"] } },
  test: { name: "core", include: ["test/**/*.test.ts"] },
});
