declare module 'json-merge-patch' {
  const mergePatch: {
    /** The merge patch (RFC 7396) that leads from one value to the other; undefined where they are equal. */
    generate(before: unknown, after: unknown): unknown;
    apply(target: unknown, patch: unknown): unknown;
  };
  export default mergePatch;
}
