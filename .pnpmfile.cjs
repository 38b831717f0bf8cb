/**
 * What a package's package.json looks like once it is packed.
 *
 * The workspace resolves its own packages from source through the export condition
 * "@hawser/source". The sources are not published, so the condition is not either. And TypeScript's
 * old "node10" resolution, still common next to bundlers, does not read `exports`: it finds the
 * types of "@hawser/<package>/<entry>" through `typesVersions`.
 */
const SOURCE = "@hawser/source";

function publishedExports(exports) {
  return Object.fromEntries(
    Object.entries(exports).map(([subpath, target]) => {
      if (typeof target !== "object") return [subpath, target];
      const { [SOURCE]: _source, ...conditions } = target;
      return [subpath, conditions];
    }),
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
        exports: publishedExports(manifest.exports),
        ...(Object.keys(subpaths).length > 0 && { typesVersions: { "*": subpaths } }),
      };
    },
  },
};
