/**
 * State and actions of the agent settings: the workspace's agents, and the rules of the selected
 * one.
 */

import type { Problem } from '../../../shared/api';
import type { Agent, BehaviorRule, SentRule } from '../../../shared/wire_agents';
import { problemText } from '../../lib/problem_text';
import type { Toasts } from '../../app/toasts/toasts.svelte';
import { agentServer, type Profile } from './agent_server';

export class AgentSettings {
  phase = $state<'loading' | 'ready' | 'failed'>('loading');
  agents = $state.raw<readonly Agent[]>([]);
  /** The selected agent; null if the workspace has none. */
  agent = $state.raw<Agent | null>(null);
  rules = $state.raw<readonly BehaviorRule[]>([]);
  readonly #toasts: Toasts;
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(toasts: Toasts) {
    this.#toasts = toasts;
  }

  async load(): Promise<void> {
    this.phase = 'loading';
    const answer = await agentServer.agents();
    if (!answer.ok) {
      this.phase = 'failed';
      return;
    }
    this.agents = answer.value.items;
    const first = this.agents[0];
    if (first === undefined) this.phase = 'ready';
    else await this.choose(first.id);
  }

  async choose(id: string): Promise<void> {
    const agent = this.agents.find((known) => known.id === id) ?? null;
    this.agent = agent;
    this.phase = 'loading';
    const answer = await agentServer.rules(id);
    // Another agent was selected meanwhile.
    if (this.agent !== agent) return;
    if (answer.ok) this.rules = answer.value.items;
    this.phase = answer.ok ? 'ready' : 'failed';
  }

  /** Null once saved, else the problem. */
  async setProfile(id: string, profile: Profile): Promise<Problem | null> {
    const answer = await agentServer.setProfile(id, profile);
    if (!answer.ok) return answer.problem;
    this.agents = this.agents.map((agent) => (agent.id === id ? answer.value : agent));
    if (this.agent?.id === id) this.agent = answer.value;
    return null;
  }

  /**
   * Null once saved and `done` announced, else the problem. Rules are saved as a whole list, so
   * changes are serialised: each applies to the result of the one before.
   */
  changeRules(
    change: (rules: readonly BehaviorRule[]) => readonly SentRule[],
    done: string,
  ): Promise<Problem | null> {
    const mine = this.#lastChange.then(() => this.#storeRules(change, done));
    this.#lastChange = mine;
    return mine;
  }

  /** Reports a refused change that has no form of its own. */
  refused(problem: Problem): void {
    const text = Object.values(problem.errors)[0] ?? problemText(problem);
    this.#toasts.show('refused', 'Not saved', text);
    this.#toasts.alert(`Not saved. ${text}`);
  }

  async #storeRules(
    change: (rules: readonly BehaviorRule[]) => readonly SentRule[],
    done: string,
  ): Promise<Problem | null> {
    const { agent } = this;
    if (agent === null) return null;
    const answer = await agentServer.setRules(agent.id, change(this.rules));
    if (!answer.ok) return answer.problem;
    if (this.agent?.id === agent.id) this.rules = answer.value.items;
    this.#toasts.say(done);
    return null;
  }
}
