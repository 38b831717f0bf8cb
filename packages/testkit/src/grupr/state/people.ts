import { createHash, randomUUID } from "node:crypto";

/** Somebody with an account: whoever owns agents. */
export interface GruprUser {
  readonly id: string;
  /** Of their session at app.grupr.ai. */
  readonly jwt: string;
  /** false: registering answers 403 `email_unverified`. */
  readonly emailVerified: boolean;
}

/** An agent somebody has created. */
export interface GruprAgent {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
}

/** The same name always gives the same id. */
export function idOfName(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/** Accounts, agents and their tokens. */
export class People {
  readonly #users = new Map<string, GruprUser>();
  readonly #agents = new Map<string, GruprAgent>();
  readonly #tokens = new Map<string, GruprAgent>();

  addUser(user: { jwt: string; emailVerified?: boolean }): GruprUser {
    const added = { id: randomUUID(), jwt: user.jwt, emailVerified: user.emailVerified ?? true };
    this.#users.set(added.jwt, added);
    return added;
  }

  addAgent(name: string, ownerId: string): GruprAgent {
    const agent = { id: randomUUID(), name, ownerId };
    this.#agents.set(agent.id, agent);
    return agent;
  }

  agent(id: string): GruprAgent | undefined {
    return this.#agents.get(id);
  }

  userOf(jwt: string): GruprUser | undefined {
    return this.#users.get(jwt);
  }

  agentOf(token: string): GruprAgent | undefined {
    return this.#tokens.get(token);
  }

  /** Mints a token; earlier ones stay valid. */
  mint(agent: GruprAgent, token = `gat_${randomUUID().replaceAll("-", "")}`): string {
    this.#tokens.set(token, agent);
    return token;
  }

  /** The token (or JWT) is good for nothing any more. */
  revoke(secret: string): boolean {
    return this.#tokens.delete(secret) || this.#users.delete(secret);
  }
}
