import { serveBuiltPageOf, type BuiltPage } from "@hawser/example-web-parts/e2e";

export type { BuiltPage };

/** Builds this page as for production, from the built packages, and serves it on a free port. */
export function serveBuiltPage(): Promise<BuiltPage> {
  return serveBuiltPageOf(new URL("..", import.meta.url));
}
