/** Client ids for the visitor's own sends. */

/**
 * 128 random bits, in 32 characters. Works on pages without TLS, where `crypto.randomUUID` is
 * missing, and where an old library has its own `Array.from`.
 */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
