/**
 * Saves the statuses that are chosen for leads: shown at once, one request for a lead at a time and the newest choice
 * last, so that the server cannot end with an older one. What is refused goes back.
 */

import type { Answer } from '../../shared/api';
import type { Lead, LeadStatus } from '../../shared/wire';

export interface StatusSaverDeps {
  /** What is shown in place of the stored status, by the lead's id. */
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
    if (underWay) return; // Sent after the one that is on its way.
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
