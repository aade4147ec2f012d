/**
 * HTTP calls that never throw: they return a validated answer, or a problem that says what went
 * wrong.
 */

import { anyObject, nullable, text, type Reader } from './fields';
import { toJson } from './json';
import { person } from './wire_parts/person';

export interface Problem {
  /**
   * The last part of the problem's type; `offline`: no answer came; `malformed-answer`: one came
   * that breaks the protocol.
   */
  type: string;
  /** The HTTP status; 0 without an answer. */
  status: number;
  title: string;
  detail: string;
  /** Whole seconds from `Retry-After`; null without one. */
  retryAfter: number | null;
  claimedBy: { id: string; name: string } | null;
  errors: Record<string, string>;
}

export type Answer<T> =
  | { ok: true; status: number; value: T; serverDate: number | null }
  | { ok: false; problem: Problem };

export interface Call<T> {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** A JSON body. */
  json?: unknown;
  /** A form body, as /broadcasting/auth expects it. */
  form?: Record<string, string>;
  token?: string;
  /** Milliseconds until the call is given up; 15 s unless told. */
  timeout?: number;
  signal?: AbortSignal;
  read: Reader<T>;
}

export const nothing: Reader<null> = () => null;

export function problem(type: string, status: number, title: string, detail = ''): Problem {
  return { type, status, title, detail, retryAfter: null, claimedBy: null, errors: {} };
}

/** True if it is unknown whether the server carried it out: repeat the call idempotently. */
export function outcomeUnknown(failure: Problem): boolean {
  return failure.type === 'offline' || failure.type === 'malformed-answer' || failure.status >= 500;
}

/** By its shape: a page may have its own `fetch`, whose answers are of no class that is known. */
export const isResponse = (answer: Response | Problem): answer is Response => 'headers' in answer;

export async function call<T>(url: string, options: Call<T>): Promise<Answer<T>> {
  const response = await exchange(url, options);
  if (!isResponse(response)) return { ok: false, problem: response };
  if (!response.ok) return { ok: false, problem: await readProblem(response) };
  try {
    const body: unknown = response.status === 204 ? null : await response.json();
    const date = Date.parse(response.headers.get('Date') ?? '');
    return {
      ok: true,
      status: response.status,
      value: options.read(body),
      serverDate: Number.isNaN(date) ? null : date,
    };
  } catch (error) {
    return {
      ok: false,
      problem: problem(
        'malformed-answer',
        response.status,
        'The server sent something unexpected',
        String(error),
      ),
    };
  }
}

/**
 * Sends, and returns the raw response, or a problem if there was none. For callers that stream the
 * body.
 */
export async function exchange(
  url: string,
  options: Omit<Call<unknown>, 'read'>,
): Promise<Response | Problem> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  const init: RequestInit = { method: options.method ?? 'GET', headers };
  if (options.token !== undefined) headers['Authorization'] = `Bearer ${options.token}`;
  if (options.form !== undefined) {
    init.body = new URLSearchParams(options.form);
  } else if (options.json !== undefined) {
    headers['Content-Type'] = 'application/json';
    init.body = toJson(options.json);
  }
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), options.timeout ?? 15_000);
  const stop = () => giveUp.abort();
  options.signal?.addEventListener('abort', stop);
  if (options.signal?.aborted) stop();
  init.signal = giveUp.signal;
  try {
    return await fetch(url, init);
  } catch (error) {
    return problem('offline', 0, 'Can\u2019t reach the server', String(error));
  } finally {
    clearTimeout(timer);
  }
}

export async function readProblem(response: Response): Promise<Problem> {
  const failure = problem(
    'unknown',
    response.status,
    response.statusText || `Status ${response.status}`,
  );
  const wait = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  if (Number.isFinite(wait)) failure.retryAfter = Math.max(0, wait);
  try {
    const body = anyObject(await response.json());
    failure.type = text(body['type']).split('/').at(-1) ?? failure.type;
    failure.title = nullable(text)(body['title']) ?? failure.title;
    failure.detail = nullable(text)(body['detail']) ?? '';
    failure.claimedBy = nullable(person)(body['claimed_by']);
    for (const [field, reason] of Object.entries(anyObject(body['errors'] ?? {})))
      failure.errors[field] = String(reason);
  } catch {
    // A proxy's page instead of a problem document: the status says enough.
  }
  return failure;
}
