/** The token of `Authorization: Basic <token>:` or `Bearer <token>`; undefined when there is none. */
export function tokenOf(authorization: string | undefined): string | undefined {
  const [, scheme, value] = /^(\S+)\s+(\S+)$/.exec(authorization ?? "") ?? [];
  if (value === undefined) return undefined;
  if (scheme?.toLowerCase() === "bearer") return value;
  if (scheme?.toLowerCase() !== "basic") return undefined;
  const [user] = Buffer.from(value, "base64").toString("utf8").split(":", 1);
  return user === "" ? undefined : user;
}
