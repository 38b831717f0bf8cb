import type { Plugin, UserConfig } from "vite";

/**
 * What the built page may load and run: its own files and nothing else. A second lock behind the
 * rendering, which never makes HTML out of anything an agent says.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: https: http:",
  "connect-src ws: wss:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const contentSecurityPolicy: Plugin = {
  name: "content-security-policy",
  // While developing, Vite puts styles and its own script into the page.
  apply: "build",
  transformIndexHtml: () => [
    {
      tag: "meta",
      attrs: { "http-equiv": "Content-Security-Policy", content: POLICY },
      injectTo: "head-prepend",
    },
  ],
};

/** How both pages are built. */
export const pageConfig: UserConfig = {
  // Relative, so that the built page may lie in any folder.
  base: "./",
  plugins: [contentSecurityPolicy],
  build: { target: "es2022" },
};
