/** State and actions of the mail and webhook settings. Polls while something is waiting. */

import type { Answer, Problem } from '../../../shared/api';
import type { Delivery, Job, MailState, QueueState, Webhook } from '../../../shared/wire_delivery';
import { deliveryServer } from './delivery_server';
import { deliveryProblem, sentWords } from './labels';
import type { Toasts } from '../../app/toasts/toasts.svelte';

/** Milliseconds between polls while something is waiting. */
const lookEvery = 2000;

export interface Log {
  items: Delivery[];
  nextCursor: string | null;
}

export class DeliverySettings {
  phase = $state<'loading' | 'ready' | 'failed'>('loading');
  webhooks = $state.raw<Webhook[]>([]);
  mail = $state.raw<MailState | null>(null);
  queue = $state.raw<QueueState | null>(null);
  mailJobs = $state.raw<Job[]>([]);
  /** The expanded logs, by webhook id. */
  logs = $state.raw<ReadonlyMap<string, Log>>(new Map());
  /** Ticks while the page is shown, for countdowns. */
  now = $state(Date.now());
  readonly #toasts: Toasts;

  constructor(toasts: Toasts) {
    this.#toasts = toasts;
  }

  start(): () => void {
    void this.load();
    const second = setInterval(() => (this.now = Date.now()), 1000);
    const look = setInterval(() => this.#somethingWaits() && void this.#refresh(), lookEvery);
    return () => {
      clearInterval(second);
      clearInterval(look);
    };
  }

  async load(): Promise<void> {
    this.phase = 'loading';
    const [hooks, mail, jobs, queue] = await Promise.all([
      deliveryServer.webhooks(),
      deliveryServer.mail(),
      deliveryServer.mailJobs(),
      deliveryServer.queue(),
    ]);
    if (hooks.ok && mail.ok && jobs.ok && queue.ok) {
      this.queue = queue.value;
      this.webhooks = hooks.value.items;
      this.mail = mail.value;
      this.mailJobs = jobs.value.items;
      this.phase = 'ready';
      return;
    }
    this.phase = 'failed';
  }

  /** The new webhook's secret, or what is wrong with its URL. */
  async add(url: string): Promise<{ secret: string } | { wrong: string }> {
    const answer = await deliveryServer.addWebhook(url);
    if (!answer.ok) return { wrong: deliveryProblem(answer.problem, 'url') };
    const { secret, ...hook } = answer.value;
    this.webhooks = [...this.webhooks, hook];
    return { secret };
  }

  async setActive(hook: Webhook, active: boolean): Promise<void> {
    const answer = await this.#try(
      deliveryServer.setActive(hook.id, active),
      active ? 'Resumed' : 'Paused',
    );
    if (answer.ok) this.#replace(answer.value);
  }

  /** Ends a pause that the system began. */
  async resume(hook: Webhook): Promise<void> {
    const answer = await this.#try(deliveryServer.resume(hook.id), 'Resumed');
    if (answer.ok) this.#replace(answer.value);
  }

  async remove(hook: Webhook): Promise<boolean> {
    const answer = await this.#try(deliveryServer.removeWebhook(hook.id), 'Webhook deleted');
    if (answer.ok) {
      this.webhooks = this.webhooks.filter((webhook) => webhook.id !== hook.id);
      this.closeLog(hook.id);
    }
    return answer.ok;
  }

  async ping(hook: Webhook): Promise<void> {
    const answer = await this.#try(deliveryServer.ping(hook.id), 'Test sent');
    if (answer.ok) await this.openLog(hook.id);
  }

  async openLog(hook: string): Promise<void> {
    const answer = await deliveryServer.deliveries(hook);
    if (answer.ok)
      this.#setLog(hook, { items: answer.value.items, nextCursor: answer.value.next_cursor });
    else this.#refused(answer.problem);
  }

  async moreOfLog(hook: string): Promise<void> {
    const log = this.logs.get(hook);
    if (log === undefined || log.nextCursor === null) return;
    const answer = await deliveryServer.deliveries(hook, log.nextCursor);
    if (answer.ok)
      this.#setLog(hook, {
        items: [...log.items, ...answer.value.items],
        nextCursor: answer.value.next_cursor,
      });
    else this.#refused(answer.problem);
  }

  closeLog(hook: string): void {
    const logs = new Map(this.logs);
    logs.delete(hook);
    this.logs = logs;
  }

  async retry(id: string): Promise<void> {
    const answer = await this.#try(deliveryServer.retry(id), 'Trying again');
    if (answer.ok) await this.#refresh();
  }

  async forget(id: string): Promise<void> {
    const answer = await this.#try(deliveryServer.forget(id), 'Removed');
    if (answer.ok) await this.#refresh();
  }

  /** The outcome of the test, as text. */
  async testMail(): Promise<{ sent: boolean; words: string }> {
    const answer = await deliveryServer.testMail();
    if (!answer.ok) return { sent: false, words: deliveryProblem(answer.problem) };
    if (answer.value.sent) return { sent: true, words: sentWords(this.mail) };
    return { sent: false, words: `Not sent. ${answer.value.error ?? ''}` };
  }

  #somethingWaits(): boolean {
    const open = [...this.logs.values()].flatMap((log) => log.items);
    const mailIsSent = this.mail?.configured === true;
    return (
      open.some((row) => row.state === 'waiting') ||
      (mailIsSent && this.mailJobs.some((row) => row.state === 'waiting'))
    );
  }

  /** Polls only the first page of a log: older deliveries are final. */
  async #refresh(): Promise<void> {
    const [mail, jobs, hooks, queue] = await Promise.all([
      deliveryServer.mail(),
      deliveryServer.mailJobs(),
      deliveryServer.webhooks(),
      deliveryServer.queue(),
    ]);
    if (hooks.ok) this.webhooks = hooks.value.items;
    if (queue.ok) this.queue = queue.value;
    if (mail.ok) this.mail = mail.value;
    if (jobs.ok) this.mailJobs = jobs.value.items;
    await Promise.all([...this.logs.keys()].map((hook) => this.openLog(hook)));
  }

  #replace(hook: Webhook): void {
    this.webhooks = this.webhooks.map((webhook) => (webhook.id === hook.id ? hook : webhook));
  }

  #setLog(hook: string, log: Log): void {
    this.logs = new Map(this.logs).set(hook, log);
  }

  async #try<T>(call: Promise<Answer<T>>, done: string): Promise<Answer<T>> {
    const answer = await call;
    if (answer.ok) this.#toasts.say(done);
    else this.#refused(answer.problem);
    return answer;
  }

  #refused(problem: Problem): void {
    const text =
      problem.type === 'offline' ? 'Can’t reach the server. Try again.' : deliveryProblem(problem);
    this.#toasts.show('refused', 'That didn’t work', text);
    this.#toasts.alert(text);
  }
}
