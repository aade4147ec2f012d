/** Labels of delivery states. Pure; `now` is always given. */

import type { Delivery, Job, MailState, QueueState, Webhook } from '../../../shared/wire_delivery';
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
  if (row.next_try_at === null && row.attempts > 0 && row.error !== null)
    return `Waiting until the webhook is resumed (${tries(row.attempts)} so far)`;
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

/** A mail's subject matter, whom it tells of, and its recipient. */
export function mailTitle(
  job: Pick<Job, 'conversation_id' | 'about' | 'recipient' | 'collected'>,
): string {
  const subject = job.conversation_id === null ? '“New lead”' : '“A visitor is waiting”';
  const about = job.about === null ? '' : `: ${job.about}`;
  const more = job.collected === 0 ? '' : ` and ${job.collected} more`;
  const to = job.recipient === null ? '' : `, to ${job.recipient.name}`;
  return subject + about + more + to;
}

/** A call's event, and whom it tells of. */
export function callTitle(call: Pick<Delivery, 'event' | 'about'>): string {
  return call.about === null ? eventLabel(call.event) : `${eventLabel(call.event)}: ${call.about}`;
}

/** What became of a test email that was taken. */
export const sentWords = (mail: Pick<MailState, 'shown_at'> | null): string =>
  mail === null || mail.shown_at === null
    ? 'Sent. The mail server accepted it.'
    : 'Done. It is among the emails of the demo.';

/** How a webhook stands: `Active`, or why it is called no longer. */
export function webhookLabel(hook: Pick<Webhook, 'active' | 'paused_at'>): string {
  if (!hook.active) return 'Paused: not receiving new leads';
  return hook.paused_at === null ? 'Active' : 'Paused: the receiver keeps failing';
}

/** What a member is told of a webhook that the system has paused; null for any other. */
export function pauseNotice(
  hook: Pick<Webhook, 'paused_at' | 'pause_reason'>,
  now: number,
): string | null {
  if (hook.paused_at === null) return null;
  const reason = hook.pause_reason === null ? '' : ` ${hook.pause_reason}`;
  return `Paused ${moment(Date.parse(hook.paused_at), now)} after too many failed calls in a row.${reason} New deliveries wait. One is tried every hour, and if it arrives the rest follow.`;
}

/** What was dropped because too much was waiting; one text for each kind. */
export function droppedNotices(queue: QueueState, now: number): string[] {
  const notice = (kind: QueueState['mail'], [one, many]: [string, string]): string[] => {
    if (kind.dropped === null) return [];
    const { count, last_at } = kind.dropped;
    const what = count === 1 ? `1 ${one} was` : `${count.toLocaleString('en')} ${many} were`;
    return [
      `${what} not sent, because ${queue.max_waiting.toLocaleString('en')} were already waiting. Last time ${moment(Date.parse(last_at), now)}. All leads are in the inbox.`,
    ];
  };
  return [
    ...notice(queue.mail, ['email', 'emails']),
    ...notice(queue.webhook, ['webhook call', 'webhook calls']),
  ];
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
