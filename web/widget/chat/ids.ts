/** Client ids for the visitor's own sends. */

/**
 * 128 random bits, in 32 characters. Works on pages without TLS, where `crypto.randomUUID` is
 * missing.
 */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
