import type { GatewayClient, ModelChoice } from "@hawser/gateway-client";
import type { Choice } from "../terminal/screen.js";

/** `provider/model`, as gateways want it. */
function modelName({ id, provider }: ModelChoice): string {
  return provider === "" || id.startsWith(`${provider}/`) ? id : `${provider}/${id}`;
}

export function modelChoice(model: ModelChoice): Choice {
  const notes = [
    model.name === model.id ? undefined : model.name,
    model.contextWindow === undefined ? undefined : `${Math.round(model.contextWindow / 1000)}k`,
    model.available === false ? (model.unavailableReason ?? "unavailable") : undefined,
  ].filter((note) => note !== undefined);
  return { value: modelName(model), label: modelName(model), hint: notes.join(", ") };
}

/** The model somebody means: its place in the list, its name, or a part of it. */
export function findModel(models: readonly ModelChoice[], wanted: string): string | undefined {
  const names = models.map((model) => modelName(model));
  const at = /^\d+$/u.test(wanted) ? names[Number(wanted) - 1] : undefined;
  const text = wanted.toLowerCase();
  return (
    at ??
    names.find((name) => name.toLowerCase() === text) ??
    names.find((name) => name.toLowerCase().includes(text))
  );
}

/** The model a session uses, where its gateway says so. */
export async function modelOf(client: GatewayClient, key: string): Promise<string | undefined> {
  const { sessions } = await client.sessions.list({ limit: 100 });
  const row = sessions.find((session) => session.key === key);
  if (row?.model === undefined) return undefined;
  return row.modelProvider === undefined ? row.model : `${row.modelProvider}/${row.model}`;
}
