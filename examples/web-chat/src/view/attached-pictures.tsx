import type { VNode } from "preact";
import { say } from "@hawser/example-web-parts/announce";
import type { Draft } from "../chat/room.js";
import { pictureUrl } from "../images/picture-url.js";
import { CloseIcon } from "./icons.js";

/** The pictures that go with the message being written. */
export function AttachedPictures(props: {
  readonly draft: Draft;
  readonly onRemoved: () => void;
}): VNode | null {
  const { pictures } = props.draft;
  if (pictures.value.length === 0) return null;
  return (
    <ul class="attached" aria-label="Attached pictures">
      {pictures.value.map((picture) => (
        <li key={picture.data}>
          <img src={pictureUrl(picture)} alt={picture.name} />
          <button
            type="button"
            aria-label={`Remove ${picture.name}`}
            onClick={() => {
              pictures.value = pictures.value.filter((other) => other !== picture);
              say(`${picture.name} removed`);
              props.onRemoved();
            }}
          >
            <CloseIcon />
          </button>
        </li>
      ))}
    </ul>
  );
}
