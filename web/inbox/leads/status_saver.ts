/**
 * Saves leads' statuses as optimistic updates: one request per lead at a time and the newest choice
 * last, so that the server cannot end with an older one. A refused change is rolled back.
 */

import type { Answer } from '../../shared/api';
import type { Lead, LeadStatus } from '../../shared/wire';

export interface StatusSaverDeps {
  /** The optimistic status by lead id, shown in place of the stored one. */
  saving: Pick<Map<string, LeadStatus>, 'get' | 'set' | 'has' | 'delete'>;
  send(leadId: string, status: LeadStatus): Promise<Answer<Lead>>;
  saved(lead: Lead): void;
  refused(): void;
}

export class StatusSaver {
  readonly #deps: StatusSaverDeps;

  constructor(deps: StatusSaverDeps) {
    this.#deps = deps;
  }

  async choose(leadId: string, status: LeadStatus): Promise<void> {
    const { saving, send, saved, refused } = this.#deps;
    const underWay = saving.has(leadId);
    saving.set(leadId, status);
    if (underWay) return; // The request in flight sends it when it is done.
    for (let choice: LeadStatus | undefined = status; choice !== undefined; ) {
      const answer: Answer<Lead> = await send(leadId, choice);
      if (answer.ok) saved(answer.value);
      const newest = saving.get(leadId);
      if (newest === choice) {
        saving.delete(leadId);
        if (!answer.ok) refused();
        return;
      }
      choice = newest;
    }
  }
}
