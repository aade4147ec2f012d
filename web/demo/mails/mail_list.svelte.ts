/** The mails that the demo has caught. Looks for new ones while somebody looks at the page. */

import { call } from '../../shared/api';
import { list, shape, text } from '../../shared/fields';
import { readMessage, withoutRepeats, type Mail } from './message';

const lookEvery = 2000;
const answer = shape({ messages: list(text) });

export class MailList {
  /** `refused`: only those who may manage mails see them from here. */
  phase = $state<'loading' | 'ready' | 'refused' | 'failed'>('loading');
  /** Newest first. */
  mails = $state.raw<Mail[]>([]);
  #known = new Map<string, Mail>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  start(): () => void {
    const look = () => {
      if (document.visibilityState === 'visible') void this.look();
    };
    document.addEventListener('visibilitychange', look);
    void this.look();
    return () => {
      clearTimeout(this.#timer);
      document.removeEventListener('visibilitychange', look);
    };
  }

  async look(): Promise<void> {
    clearTimeout(this.#timer);
    const heard = await call('/demo/mails.json', { read: answer });
    if (heard.ok) this.#show(heard.value.messages);
    else if (heard.problem.status === 401 || heard.problem.status === 403) this.phase = 'refused';
    else this.phase = 'failed';
    if (document.visibilityState === 'visible' && this.phase !== 'refused')
      this.#timer = setTimeout(() => void this.look(), lookEvery);
  }

  /** A message that was there before is not read again, so that nothing of it is drawn anew. */
  #show(messages: readonly string[]): void {
    const mails = withoutRepeats(
      messages.map((source) => this.#known.get(source) ?? readMessage(source)),
    );
    const same =
      this.phase !== 'loading' &&
      mails.length === this.mails.length &&
      mails.every((mail, at) => mail === this.mails[at]);
    this.#known = new Map(mails.map((mail) => [mail.source, mail]));
    if (!same) this.mails = mails;
    this.phase = 'ready';
  }
}
