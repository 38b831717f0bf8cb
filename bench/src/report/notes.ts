/** Why a target is missed where it is; told beside the figure, and only while it is missed. */
export const reasons: Readonly<Record<string, string>> = {};
