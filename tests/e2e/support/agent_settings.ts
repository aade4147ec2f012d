/** An agent's rules as a test needs them, by the same calls that the settings page makes; what was there is put back. */
import type { APIRequestContext } from '@playwright/test';

import { people, type Demo } from './fixtures.ts';

export class AgentSettings {
  readonly #request: APIRequestContext;
  readonly #demo: Demo;
  readonly #headers: Record<string, string>;
  readonly agent: string;
  readonly #before: unknown[];

  private constructor(request: APIRequestContext, demo: Demo, token: string, agent: string, before: unknown[]) {
    this.#request = request;
    this.#demo = demo;
    this.#headers = { Authorization: `Bearer ${token}` };
    this.agent = agent;
    this.#before = before;
  }

  static async open(request: APIRequestContext, demo: Demo): Promise<AgentSettings> {
    const login = await request.post(`${demo.base}/api/session`, { data: { email: people.owner, password: demo.password, bearer: true } });
    const { token } = (await login.json()) as { token: string };
    const headers = { Authorization: `Bearer ${token}` };
    const agents = (await (await request.get(`${demo.base}/api/agents`, { headers })).json()) as { items: { id: string }[] };
    const agent = agents.items[0]?.id ?? '';
    const rules = (await (await request.get(`${demo.base}/api/agents/${agent}/rules`, { headers })).json()) as { items: unknown[] };
    return new AgentSettings(request, demo, token, agent, rules.items);
  }

  async setRules(rules: unknown[]): Promise<void> {
    const answer = await this.#request.put(`${this.#demo.base}/api/agents/${this.agent}/rules`, { headers: this.#headers, data: { rules } });
    if (!answer.ok()) throw new Error(`the rules were refused: ${await answer.text()}`);
  }

  /** As it was before the test. */
  async restore(profile?: unknown): Promise<void> {
    await this.setRules(this.#before);
    if (profile !== undefined) await this.#request.patch(`${this.#demo.base}/api/agents/${this.agent}`, { headers: this.#headers, data: profile });
  }

  async profile(): Promise<unknown> {
    return (await this.#request.get(`${this.#demo.base}/api/agents/${this.agent}`, { headers: this.#headers })).json();
  }
}
