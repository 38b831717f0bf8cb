/** The id of the group that people call by this name: the same for “Dev Team” and “dev team ”. */
export function groupIdOf(name: string): string {
  return name
    .normalize("NFKC")
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}._-]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 64);
}
