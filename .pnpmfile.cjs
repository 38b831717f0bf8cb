/**
 * What a package's package.json looks like once it is packed.
 *
 * The workspace resolves its own packages from source through the export condition
 * "@hawser/source". The sources are not published, so the condition is not either. And TypeScript's
 * old "node10" resolution, still common next to bundlers, does not read `exports`: it finds the
 * types of "@hawser/<package>/<entry>" through `typesVersions`.
 */
const SOURCE = "@hawser/source";

/** `exports` or `imports` without the source condition, at any depth. */
function published(target) {
  if (typeof target !== "object" || target === null || Array.isArray(target)) return target;
  return Object.fromEntries(
    Object.entries(target)
      .filter(([key]) => key !== SOURCE)
      .map(([key, value]) => [key, published(value)]),
  );
}

function typesOfSubpaths(exports) {
  return Object.fromEntries(
    Object.entries(exports)
      .map(([subpath, target]) => [
        subpath.slice("./".length),
        target.import?.types ?? target.types,
      ])
      .filter(([name, types]) => name !== "" && types !== undefined)
      .map(([name, types]) => [name, [types]]),
  );
}

module.exports = {
  hooks: {
    beforePacking(manifest) {
      if (manifest.exports === undefined) return manifest;
      const subpaths = typesOfSubpaths(manifest.exports);
      return {
        ...manifest,
        exports: published(manifest.exports),
        ...(manifest.imports && { imports: published(manifest.imports) }),
        ...(Object.keys(subpaths).length > 0 && { typesVersions: { "*": subpaths } }),
      };
    },
  },
};
