import { describe, expect, it } from 'vitest';
import { embedLine, formOfAgent, keyOf, newField, profileOf } from './profile_form';

const agent = {
  id: '01AGENT',
  name: 'Wren',
  greeting: 'Hi!\nAsk me.',
  allowed_origins: ['https://a.example', 'http://localhost:8080'],
  theme: { accent: null },
  lead_form: {
    title: 'Stay in touch',
    text: '',
    fields: [{ name: 'email', label: 'E-mail', type: 'email' as const, required: true }],
  },
};

describe('a profile in a form', () => {
  it('comes back as it was', () => {
    const { id: _id, theme: _theme, ...profile } = agent;
    expect(profileOf(formOfAgent(agent))).toEqual(profile);
  });

  it('is read as people type it', () => {
    const form = formOfAgent(agent);
    form.origins = ' https://a.example \n\n*';
    form.fields.push(
      { ...newField(form.fields), label: 'Größe des Büros' },
      { ...newField(form.fields), name: 'phone', label: 'Telephone' },
    );
    const sent = profileOf(form);
    expect(sent.allowed_origins).toEqual(['https://a.example', '*']);
    expect(sent.lead_form.fields.map(({ name }) => name)).toEqual([
      'email',
      'gro_e_des_buros',
      'phone',
    ]);
  });

  it('tells new fields apart, also after one was removed', () => {
    const { fields } = formOfAgent(agent);
    const first = newField(fields);
    expect(newField([first]).row).not.toBe(first.row);
    expect(newField([]).row).toBe(0);
  });

  it('leaves a label without letters of ours to the server', () => {
    expect(keyOf('名前')).toBe('');
  });
});

it('the line for a site names the server, the agent and its colour', () => {
  expect(embedLine('https://chat.example', agent)).toBe(
    '<script async src="https://chat.example/widget.js" data-agent-id="01AGENT"></script>',
  );
  expect(embedLine('https://chat.example', { ...agent, theme: { accent: '#24483F' } })).toContain(
    ' data-agent-id="01AGENT" data-accent="#24483F">',
  );
});
