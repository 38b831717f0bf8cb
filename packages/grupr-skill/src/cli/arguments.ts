import { InvalidArgumentError } from "commander";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/iu;
const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000 } as const;

/** A grupr's or an agent's id. */
export function uuid(text: string): string {
  if (UUID.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError("It must be a UUID such as 6f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f506.");
}

/** `90s`, `5m` or `2h`, in ms. */
export function duration(text: string): number {
  const [, amount, unit] = /^(\d+)([smh])$/u.exec(text) ?? [];
  if (amount !== undefined && unit !== undefined) {
    const ms = Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
    // Further back than a Date reaches is no moment.
    if (Number.isSafeInteger(ms) && ms < Date.now()) return ms;
  }
  throw new InvalidArgumentError("It must be a number with s, m or h, such as 90s, 5m or 2h.");
}

/** Whole seconds; 0 means no limit. In ms. */
export function seconds(text: string): number {
  const value = Number(text);
  if (/^\d+$/u.test(text) && value <= 86_400) return value * 1000;
  throw new InvalidArgumentError("It must be whole seconds, at most 86400; 0 means no limit.");
}

/** An agent of OpenClaw: it becomes an argument of another program. */
export function agentName(text: string): string {
  if (/^[a-z0-9][a-z0-9._-]{0,63}$/iu.test(text)) return text;
  throw new InvalidArgumentError("It must be the id of an OpenClaw agent, such as main.");
}

/** An address with one of these schemes. */
export function url(...schemes: readonly string[]): (text: string) => string {
  return (text) => {
    if (URL.canParse(text) && schemes.includes(new URL(text).protocol)) return text;
    const written = schemes.map((scheme) => `${scheme}//…`).join(" or ");
    throw new InvalidArgumentError(`It must be an address such as ${written}`);
  };
}
