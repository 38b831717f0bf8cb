import { say } from "@hawser/example-web-parts/announce";
import type { Draft } from "../chat/room.js";
import { MAX_PICTURES } from "./limits.js";
import { PictureError, shrink } from "./shrink.js";

/** Files among what was picked, pasted or dropped. */
export function filesIn(transfer: DataTransfer | null): readonly File[] {
  return [...(transfer?.files ?? [])];
}

/**
 * Adds pictures to what is being written.
 *
 * @returns what could not be added and why; empty when everything was.
 */
export async function addPictures(
  draft: Draft,
  files: readonly File[],
): Promise<readonly string[]> {
  const complaints: string[] = [];
  for (const file of files) {
    if (draft.pictures.value.length >= MAX_PICTURES) {
      complaints.push(`A message takes ${MAX_PICTURES} pictures; “${file.name}” was left out.`);
      continue;
    }
    try {
      const picture = await shrink(file);
      draft.pictures.value = [...draft.pictures.value, picture];
      say(`Picture ${picture.name} attached`);
    } catch (error) {
      if (!(error instanceof PictureError)) throw error;
      complaints.push(error.message);
    }
  }
  return complaints;
}
