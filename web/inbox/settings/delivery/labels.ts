/** Labels of delivery states. Pure; `now` is always given. */

import type { Delivery, Job } from '../../../shared/wire_delivery';
import { moment, span } from '../../lib/format';

type Tried = Pick<Delivery | Job, 'state' | 'attempts' | 'error' | 'next_try_at'> &
  Partial<Pick<Delivery, 'finished_at'>>;

const tries = (count: number) => (count === 1 ? '1 attempt' : `${count} attempts`);

/**
 * `Delivered 14:03` · `Waiting` · `Trying again in 40 s (2 attempts so far)` · `Failed after 10
 * attempts`.
 */
export function deliveryLabel(row: Tried, now: number): string {
  if (row.state === 'delivered')
    return row.finished_at ? `Delivered ${moment(Date.parse(row.finished_at), now)}` : 'Delivered';
  if (row.state === 'failed') return `Failed after ${tries(row.attempts)}`;
  if (row.attempts === 0 || row.error === null)
    return row.attempts === 0 ? 'Waiting' : 'Sending now';
  const wait = row.next_try_at === null ? 0 : Date.parse(row.next_try_at) - now;
  return wait > 0
    ? `Trying again in ${span(wait)} (${tries(row.attempts)} so far)`
    : `Trying again now (${tries(row.attempts)} so far)`;
}

export const deliveryIcon = (state: Delivery['state']): string =>
  ({ waiting: 'clock', delivered: 'check-c', failed: 'alert' })[state];

/** The label of an event. An unknown one, from a newer server, keeps its name. */
export const eventLabel = (event: string): string =>
  ({ 'lead.captured': 'New lead', ping: 'Test' })[event] ?? event;

/** A mail's subject matter and its recipient. */
export function mailTitle(job: Pick<Job, 'conversation_id' | 'recipient'>): string {
  const subject = job.conversation_id === null ? '“New lead”' : '“A visitor is waiting”';
  return job.recipient === null ? subject : `${subject} to ${job.recipient.name}`;
}

/** The error of one field, else the problem as a whole. */
export function deliveryProblem(
  problem: { detail: string; title: string; errors: Record<string, string> },
  field = '',
): string {
  const wrong = problem.errors[field];
  if (wrong !== undefined) return `The URL ${wrong}.`;
  return problem.detail || problem.title;
}
