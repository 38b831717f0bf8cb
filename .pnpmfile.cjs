/**
 * The workspace resolves its own packages from source through the export condition
 * "@hawser/source". The sources are not published, so the condition must not be either.
 */
function withoutSourceCondition(target) {
  if (target === null || typeof target !== "object" || Array.isArray(target)) return target;
  return Object.fromEntries(
    Object.entries(target)
      .filter(([condition]) => condition !== "@hawser/source")
      .map(([condition, value]) => [condition, withoutSourceCondition(value)]),
  );
}

module.exports = {
  hooks: {
    beforePacking(manifest) {
      return { ...manifest, exports: withoutSourceCondition(manifest.exports) };
    },
  },
};
