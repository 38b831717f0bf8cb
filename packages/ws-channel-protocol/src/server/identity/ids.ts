const MAX_ID_CHARS = 256;
/** Control characters and line ends, and halves of a surrogate pair. */
const NEVER_IN_IDS = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
/** Left where a name is cut. */
const HALF_AT_END = /\p{Cs}$/u;
const NEVER_IN_NAMES = /[\p{Cc}\p{Cs}\u2028\u2029]+/gu;

/** Whether a sender, group or message id can be kept, logged, put in a key or a prompt without harm. */
export function isSafeId(id: string, maxChars: number = MAX_ID_CHARS): boolean {
  return id.length > 0 && id.length <= maxChars && !NEVER_IN_IDS.test(id);
}

/** What {@link isSafeId} asks for, in words. */
export const safeId = (maxChars: number): string =>
  `1 to ${maxChars} characters without line ends or control characters`;

/** {@link safeId} of the usual length. */
export const SAFE_ID: string = safeId(MAX_ID_CHARS);

/** A display name on one line, of bounded length; undefined when nothing is left of it. */
export function cleanName(name: string | undefined): string | undefined {
  const clean = name
    ?.replace(NEVER_IN_NAMES, " ")
    .trim()
    .slice(0, MAX_ID_CHARS)
    .replace(HALF_AT_END, "");
  return clean === "" ? undefined : clean;
}

/** The session of a direct chat. Ids are encoded so that none can reach into another's keys. */
export function directSession(senderId: string): string {
  return `direct:${encodeURIComponent(senderId)}`;
}

/** The session of a group. */
export function groupSession(groupId: string): string {
  return `group:${encodeURIComponent(groupId)}`;
}
