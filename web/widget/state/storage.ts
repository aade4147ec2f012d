/**
 * Reads the browser's storage, leniently: a value of another shape reads as none, and blocked
 * storage as empty.
 */

export type Fields = Record<string, unknown>;

export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};
export const textOrNull = (value: unknown): string | null =>
  typeof value === 'string' ? value : null;
export const listOf = (value: unknown): Fields[] =>
  Array.isArray(value) ? value.map(fieldsOf) : [];

export type Kind = 'localStorage' | 'sessionStorage';

/** Null if there is nothing, or nothing that is JSON. */
export function stored(kind: Kind, key: string): Fields | null {
  try {
    const value: unknown = JSON.parse(globalThis[kind].getItem(key) ?? 'null');
    return value === null ? null : fieldsOf(value);
  } catch {
    return null;
  }
}

/** The key of an agent's record; that of its prompts has `:cards` behind it. */
export const keyOf = (agentId: string): string => `takeover:${agentId}`;
