export type CommandName =
  | "help"
  | "sessions"
  | "new"
  | "model"
  | "abort"
  | "status"
  | "cut"
  | "restart"
  | "quit";

/** A command that is typed with a slash. */
export interface CommandInfo {
  readonly name: CommandName;
  readonly args?: string;
  readonly help: string;
  /** Only where the gateway runs in this process. */
  readonly embeddedOnly?: boolean;
}

const COMMANDS: readonly CommandInfo[] = [
  { name: "help", help: "what can be typed" },
  { name: "sessions", args: "[number or name]", help: "choose another session" },
  { name: "new", args: "[name]", help: "begin a new session" },
  { name: "model", args: "[name]", help: "choose the model of this session" },
  { name: "abort", help: "stop the reply (also Ctrl-C)" },
  { name: "status", help: "connection, gateway, session" },
  { name: "cut", help: "cut the connection, to see it heal", embeddedOnly: true },
  { name: "restart", help: "restart the gateway, to see the line hold", embeddedOnly: true },
  { name: "quit", help: "leave (also Ctrl-C twice)" },
];

/** What a typed line means. */
export type Typed =
  | { readonly kind: "nothing" }
  | { readonly kind: "message"; readonly text: string }
  | { readonly kind: "command"; readonly name: CommandName; readonly args: string }
  | { readonly kind: "unknown"; readonly name: string; readonly nearest?: CommandName };

const ALIASES: Readonly<Record<string, CommandName>> = {
  exit: "quit",
  q: "quit",
  stop: "abort",
  models: "model",
  session: "sessions",
};

/** The commands there are. */
export function commands(embedded: boolean): readonly CommandInfo[] {
  return COMMANDS.filter((command) => embedded || command.embeddedOnly !== true);
}

/** Reads a line: a message, a `/command`, or with `//` a message for the agent that begins with a slash. */
export function readTyped(line: string, embedded: boolean): Typed {
  const text = line.trim();
  if (text === "") return { kind: "nothing" };
  if (text.startsWith("//")) return { kind: "message", text: text.slice(1) };
  const found = /^\/(?<name>[a-z]*)(?:\s+(?<args>.*))?$/isu.exec(text)?.groups;
  if (found === undefined) return { kind: "message", text: line.trimEnd() };
  const name = (found.name ?? "").toLowerCase();
  const known = nameOf(name, embedded);
  if (known !== undefined) return { kind: "command", name: known, args: (found.args ?? "").trim() };
  const [nearest] = commandsLike(name.slice(0, 2), embedded);
  return { kind: "unknown", name, ...(nearest === undefined ? {} : { nearest }) };
}

/** What a line that begins with a slash could become, as Tab completes it. */
export function completions(line: string, embedded: boolean): readonly string[] {
  const typed = /^\/(?<name>[a-z]*)$/iu.exec(line)?.groups?.name;
  if (typed === undefined) return [];
  return commandsLike(typed.toLowerCase(), embedded).map((name) => `/${name}`);
}

function nameOf(name: string, embedded: boolean): CommandName | undefined {
  const meant = ALIASES[name] ?? name;
  return commandsLike(meant, embedded).find((known) => known === meant);
}

function commandsLike(start: string, embedded: boolean): readonly CommandName[] {
  return commands(embedded)
    .map(({ name }) => name)
    .filter((name) => name.startsWith(start));
}
