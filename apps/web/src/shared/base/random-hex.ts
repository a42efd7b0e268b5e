/** So many random bytes, in two digits each. */
export function randomHex(bytes: number): string {
  // Not randomUUID: a classroom's server is seldom a secure origin.
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
}
