/**
 * Readers for values that come from outside. Each returns a typed copy of the fields it knows, or
 * throws `Malformed`.
 */

export class Malformed extends Error {
  constructor(path: string, expected: string) {
    super(`${path || 'value'}: expected ${expected}`);
    this.name = 'Malformed';
  }
}

export type Reader<T> = (value: unknown, path?: string) => T;
export type Read<R> = R extends Reader<infer T> ? T : never;

export const text: Reader<string> = (value, path = '') => {
  if (typeof value !== 'string') throw new Malformed(path, 'text');
  return value;
};

export const number: Reader<number> = (value, path = '') => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Malformed(path, 'a number');
  return value;
};

export const flag: Reader<boolean> = (value, path = '') => {
  if (typeof value !== 'boolean') throw new Malformed(path, 'true or false');
  return value;
};

/** null, and a field that is not there, read as null. */
export function nullable<T>(read: Reader<T>): Reader<T | null> {
  return (value, path) => (value === null || value === undefined ? null : read(value, path));
}

/** A field that may be missing. */
export function optional<T>(read: Reader<T>): Reader<T | undefined> {
  return (value, path) => (value === null || value === undefined ? undefined : read(value, path));
}

/** One of the known words; an unknown one, from a newer server, reads as `fallback`. */
export function word<const T extends readonly string[], const F extends string>(
  known: T,
  fallback: F,
): Reader<T[number] | F> {
  return (value, path) => {
    const read = text(value, path);
    return known.find((item): item is T[number] => item === read) ?? fallback;
  };
}

export function list<T>(read: Reader<T>): Reader<T[]> {
  return (value, path = '') => {
    if (!Array.isArray(value)) throw new Malformed(path, 'a list');
    return value.map((item, index) => read(item, `${path}[${index}]`));
  };
}

export const anyObject: Reader<Record<string, unknown>> = (value, path = '') => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Malformed(path, 'an object');
  return value as Record<string, unknown>;
};

export function shape<F extends Record<string, Reader<unknown>>>(
  fields: F,
): Reader<{ [K in keyof F]: Read<F[K]> }> {
  return (value, path = '') => {
    const source = anyObject(value, path);
    const copy: Record<string, unknown> = {};
    for (const name in fields) {
      copy[name] = (fields[name] as Reader<unknown>)(source[name], path ? `${path}.${name}` : name);
    }
    return copy as { [K in keyof F]: Read<F[K]> };
  };
}
