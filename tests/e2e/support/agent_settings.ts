/** Sets an agent's profile and rules through the settings API, and restores them afterwards. */
import type { APIRequestContext } from '@playwright/test';

import { people, test as base, type Demo } from './fixtures.ts';

export interface Rule {
  id: string;
  name: string;
  enabled: boolean;
  [more: string]: unknown;
}

export class AgentSettings {
  readonly #request: APIRequestContext;
  readonly #headers: Record<string, string>;
  readonly #path: string;
  readonly agentId: string;
  readonly #before: { profile: unknown; rules: Rule[] };

  private constructor(
    request: APIRequestContext,
    headers: Record<string, string>,
    path: string,
    agentId: string,
    before: { profile: unknown; rules: Rule[] },
  ) {
    this.#request = request;
    this.#headers = headers;
    this.#path = path;
    this.agentId = agentId;
    this.#before = before;
  }

  static async open(request: APIRequestContext, demo: Demo): Promise<AgentSettings> {
    const login = await request.post(`${demo.base}/api/session`, {
      data: { email: people.owner, password: demo.password, bearer: true },
    });
    const headers = {
      Authorization: `Bearer ${((await login.json()) as { token: string }).token}`,
    };
    const read = async <T>(path: string): Promise<T> =>
      (await (await request.get(`${demo.base}${path}`, { headers })).json()) as T;
    const profile = (await read<{ items: { id: string }[] }>('/api/agents')).items[0];
    if (profile === undefined) throw new Error('the demo has no agent');
    const path = `${demo.base}/api/agents/${profile.id}`;
    const rules = await read<{ items: Rule[] }>(`/api/agents/${profile.id}/rules`);
    return new AgentSettings(request, headers, path, profile.id, { profile, rules: rules.items });
  }

  async setRules(rules: unknown[]): Promise<void> {
    const answer = await this.#request.put(`${this.#path}/rules`, {
      headers: this.#headers,
      data: { rules },
    });
    if (!answer.ok()) throw new Error(`the rules were refused: ${await answer.text()}`);
  }

  async rules(): Promise<Rule[]> {
    return (
      (await (
        await this.#request.get(`${this.#path}/rules`, { headers: this.#headers })
      ).json()) as { items: Rule[] }
    ).items;
  }

  async setProfile(profile: unknown): Promise<void> {
    const answer = await this.#request.patch(this.#path, { headers: this.#headers, data: profile });
    if (!answer.ok()) throw new Error(`the profile was refused: ${await answer.text()}`);
  }

  /** As it was before the test. */
  async restore(): Promise<void> {
    await this.setRules(this.#before.rules);
    await this.setProfile(this.#before.profile);
  }
}

export const test = base.extend<{ settings: AgentSettings }>({
  settings: async ({ request, demo }, use) => {
    const settings = await AgentSettings.open(request, demo);
    await use(settings);
    await settings.restore();
  },
});
