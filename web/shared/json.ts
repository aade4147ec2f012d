/** JSON as text, whatever old libraries of the page have done to it. */

const { stringify } = JSON;

/**
 * As `JSON.stringify`, for plain data; never calls a `toJSON`. Prototype.js before 1.7.1 gives one
 * to arrays, which then come out as text. A lone surrogate is replaced: no server need read it.
 */
export function toJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => toJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    return `{${fields.map(([name, field]) => `${toJson(name)}:${toJson(field)}`).join(',')}}`;
  }
  return typeof value === 'string'
    ? stringify(value.replace(/\p{Surrogate}/gu, '\ufffd'))
    : stringify(value);
}
