import { readFile } from "node:fs/promises";

const UPSTREAM = "@openclaw/gateway-protocol";
const folder = new URL(`../../packages/gateway-client/node_modules/${UPSTREAM}/`, import.meta.url);

/**
 * How the names of upstream's types differ from those of its methods. Upstream has no map from a method to its types,
 * but names both by one rule: `board.widget.put` takes `BoardWidgetPutParams` and gives `BoardWidgetPutResult`.
 */
const RENAMED: readonly (readonly [RegExp, string])[] = [
  [/^agent\.identity\.get$/, "agent.identity"],
  [/^openclaw\.(chat|setup|changes)\b/, "system.agent.$1"],
  [/^system\.agent\.changes\b/, "system.changes"],
  [/^conversations\./, "conversation."],
  [/^skills\.proposals\.(?!list$)/, "skills.proposal."],
  [/^skills\.curator\.(pin|unpin|restore)$/, "skills.curator.action"],
  [/^push\.web\./, "web.push."],
  [/^session\.members\.(add|remove)$/, "session.member.$1"],
  [/^sessions\.viewers\.set$/, "sessions.viewer.presence.set"],
  [/^tasks\.(retry|dismiss)$/, "tasks.recovery"],
  [/\bgithub\b/, "gitHub"],
];

/** Results that several methods share. */
const SHARED_RESULTS: readonly (readonly [RegExp, string])[] = [
  [/^session\.members\.(add|remove)$/, "SessionMemberMutationResult"],
  [/^sessions\.goal\.(update|clear)$/, "SessionsGoalMutationResult"],
  [/^sessions\.groups\.(put|rename|delete)$/, "SessionsGroupsMutationResult"],
  [/^secrets\.store\.(set|delete)$/, "SecretsStoreMutationResult"],
  [/^talk\.client\.(transcript|close)$/, "TalkClientMutationResult"],
  [/^terminal\.(input|resize|close)$/, "TerminalAckResult"],
];

const HEADER = `/**
 * Types only: adds every method of the current gateway to \`GatewayMethods\`, in the types of \`${UPSTREAM}\`, which
 * has to be installed for that and is never loaded.
 *
 *     import type {} from "@hawser/gateway-client/protocol";
 *
 * Generated from the method list and the exported types of ${UPSTREAM} by scripts/generate-validators.
 * The build publishes this file as its own declarations.
 *
 * @module
 */`;

/** Writes the map from every method of the current gateway to its types. A method without types takes an object and gives unknown. */
export async function upstreamMethods(): Promise<string> {
  const schema = JSON.parse(await readFile(new URL("protocol.schema.json", folder), "utf8")) as {
    methods: Record<string, { scope?: string }>;
  };
  const declarations = await readFile(new URL("dist/index.d.mts", folder), "utf8");
  const exported = exportedNames(declarations);
  const core = new Set(
    [
      ...sliceOf(declarations, "type GatewayCoreRequestParams = {", "};").matchAll(/"([^"]+)":/g),
    ].map(([, method]) => method ?? ""),
  );
  const imported = new Set<string>();
  const use = (name: string | undefined): string | undefined => {
    if (name === undefined || !exported.has(name)) return undefined;
    imported.add(name);
    return name;
  };
  const rows = Object.entries(schema.methods).map(([method, { scope }]) => {
    const base = typeBase(method);
    const params =
      use(`${base}Params`) ??
      (core.has(method)
        ? `${use("GatewayCoreRequestParams")}[${JSON.stringify(method)}]`
        : "object");
    const result =
      use(`${base}Result`) ??
      use(SHARED_RESULTS.find(([pattern]) => pattern.test(method))?.[1]) ??
      "unknown";
    const note = scope === undefined ? "" : `/** Scope: \`${scope}\`. */\n`;
    return `${note}${JSON.stringify(method)}: { params: ${params}; result: ${result} };`;
  });
  return `${HEADER}
import type { ${[...imported].toSorted().join(", ")} } from "${UPSTREAM}" with { "resolution-mode": "import" };

/** The methods of the current gateway, in the types of \`${UPSTREAM}\`. */
export interface UpstreamMethods {
${rows.join("\n")}
}

declare global {
  interface HawserGatewayMethods extends UpstreamMethods {}
}
`;
}

function typeBase(method: string): string {
  let name = method;
  for (const [pattern, replacement] of RENAMED) name = name.replace(pattern, replacement);
  return name
    .split(/[.-]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join("");
}

function exportedNames(declarations: string): Set<string> {
  const list = declarations.slice(declarations.lastIndexOf("export {") + 8);
  return new Set(
    list.split(/[,}]/).map(
      (entry) =>
        entry
          .trim()
          .replace(/^type /, "")
          .split(" as ")
          .at(-1) ?? "",
    ),
  );
}

function sliceOf(text: string, start: string, end: string): string {
  const from = text.indexOf(start);
  if (from < 0) throw new Error(`${UPSTREAM} no longer declares "${start}".`);
  return text.slice(from, text.indexOf(end, from));
}
