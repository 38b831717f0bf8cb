import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { isInlineImage, webHost } from "@hawser/example-web-parts/markdown";

/** A file that came with what the agent says. */
export function Media({ url }: { readonly url: string }): VNode {
  if (isInlineImage(url)) return <img class="picture" src={url} alt="Picture from the agent" />;
  const host = webHost(url);
  if (host === undefined) return <p class="file">A file on the server: {shorten(url)}</p>;
  return <RemoteMedia url={url} host={host} />;
}

/** Nothing is loaded from elsewhere until the reader wants it: their address would be known there. */
function RemoteMedia({ url, host }: { url: string; host: string }): VNode {
  const [state, setState] = useState<"hidden" | "shown" | "failed">("hidden");
  const link = (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow">
      Open it on {host}
    </a>
  );
  if (state === "shown") {
    return (
      <img
        class="picture"
        src={url}
        alt={`Picture from ${host}`}
        referrerpolicy="no-referrer"
        onError={() => setState("failed")}
      />
    );
  }
  return (
    <p class="file">
      {state === "failed" ? (
        "This cannot be shown here. "
      ) : (
        <button type="button" class="quiet" onClick={() => setState("shown")}>
          Show the picture from {host}
        </button>
      )}
      {link}
    </p>
  );
}

function shorten(path: string): string {
  return path.length <= 80 ? path : `…${path.slice(-79)}`;
}
