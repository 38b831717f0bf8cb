import type { VNode } from "preact";
import { Markdown } from "@hawser/example-web-parts/markdown";
import type { AgentMessage, Message } from "../chat/entry.js";
import { pictureUrl } from "../images/picture-url.js";
import { Media } from "./media.js";

/** What a message says. People's words are shown as they were typed, the agent's as Markdown. */
export function MessageBody({ message }: { readonly message: Message }): VNode {
  if (message.kind === "agent") return <AgentBody message={message} />;
  return (
    <>
      {message.text !== "" && <p class="as-typed">{message.text}</p>}
      {message.pictures.length > 0 && (
        <div class="pictures">
          {message.pictures.map((picture) => (
            <img key={picture.data} class="picture" src={pictureUrl(picture)} alt={picture.name} />
          ))}
        </div>
      )}
    </>
  );
}

function AgentBody({ message }: { message: AgentMessage }): VNode {
  const phase = message.phase.value;
  const text = message.text.value;
  const writing = phase.status === "writing" || phase.status === "typing";
  return (
    <div class={writing ? "writing" : undefined} aria-busy={writing}>
      {text === "" && writing ? <TypingDots /> : <Markdown text={text} />}
      {message.mediaUrls.value.map((url) => (
        <Media key={url} url={url} />
      ))}
    </div>
  );
}

function TypingDots(): VNode {
  return (
    <span class="typing" role="img" aria-label="The agent is typing">
      <i />
      <i />
      <i />
    </span>
  );
}
