/**
 * The form of an agent's profile: origins one per line, lead form fields whose key derives from
 * their label. Pure.
 */

import type { Agent, FormField } from '../../../shared/wire_agents';
import type { Profile } from './agent_server';
import { lines } from './rule_form';

/** `row` identifies a field while it is edited. */
export type FieldForm = FormField & { row: number };
export interface ProfileForm {
  name: string;
  greeting: string;
  origins: string;
  title: string;
  text: string;
  fields: FieldForm[];
}

/** The field that every form has: it identifies the lead. */
export const isEmail = (field: FormField): boolean => field.name === 'email';

export function formOfAgent({ name, greeting, allowed_origins, lead_form }: Agent): ProfileForm {
  const fields = lead_form.fields.map((field, row) => ({ ...field, row }));
  return {
    name,
    greeting,
    origins: allowed_origins.join('\n'),
    title: lead_form.title,
    text: lead_form.text,
    fields,
  };
}

export function profileOf({ name, greeting, origins, title, text, fields }: ProfileForm): Profile {
  const sent = fields.map(({ name: key, label, type, required }) => ({
    name: key.trim() === '' ? keyOf(label) : key,
    label,
    type,
    required,
  }));
  return {
    name,
    greeting,
    allowed_origins: lines(origins),
    lead_form: { title, text, fields: sent },
  };
}

export function newField(fields: readonly FieldForm[]): FieldForm {
  return {
    row: Math.max(-1, ...fields.map(({ row }) => row)) + 1,
    name: '',
    label: '',
    type: 'text',
    required: false,
  };
}

/** `Name of your firm` as `name_of_your_firm`. */
export function keyOf(label: string): string {
  return label
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, 40);
}

/**
 * The script tag that embeds the agent's widget from this server. With the agent's colour the
 * button wears it before the chat is opened, too.
 */
export function embedLine(server: string, { id, theme }: Pick<Agent, 'id' | 'theme'>): string {
  const accent = theme.accent === null ? '' : ` data-accent="${theme.accent}"`;
  return `<script async src="${server}/widget.js" data-agent-id="${id}"${accent}></script>`;
}
