import { defineConfig } from "tsup";

// File by file: every measured process loads only what it measures.
export default defineConfig({
  entry: ["src/**/*.ts"],
  format: ["esm"],
  bundle: false,
  clean: true,
  target: "es2022",
});
