/** The lead form: validation, busy and failed states. Reports to the chat; owns what is typed. */

import type { Problem } from '../../shared/api';
import { attribute, make } from '../view/dom';
import { icon } from '../view/icons';
import { newId } from '../chat/ids';
import type { FormSpec } from '../view/item';
import styles from './lead_form.css?inline';
import { toJson } from '../../shared/json';
import { safeHref } from '../../shared/links';

export { styles };

type Field = FormSpec['fields'][number];
type Send = (clientId: string, values: Record<string, string>) => Promise<Problem | null>;

/** The error of a field's value; null if it is valid. */
export function fieldError(
  field: Pick<Field, 'name' | 'type' | 'required'>,
  value: string,
): string | null {
  if (value === '') {
    if (!field.required) return null;
    if (field.type === 'email') return 'Please enter your email';
    return field.name === 'name' ? 'Please enter your name' : 'Please fill this in';
  }
  if (field.type !== 'email' || /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(value)) return null;
  return /^[^@]*@?$/.test(value)
    ? 'The part after the @ is missing'
    : 'That doesn\u2019t look like an email address';
}

/** A refusal's errors by field; the server may write `fields.email` for `email`. */
export function errorsByField(errors: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(errors).map(([name, reason]) => [name.replace(/^fields\./, ''), reason]),
  );
}

export function leadForm(spec: FormSpec, send: Send, dismiss: () => void): HTMLFormElement {
  const id = newId();
  const privacy = spec.privacyUrl === null ? null : safeHref(spec.privacyUrl, location.href);
  const rows = spec.fields.map((field) => fieldRow(field, id));
  const summary = make('div', { role: 'alert' });
  const submit = make('button', { class: 'btn pri', type: 'submit' }, spec.submit);
  let busy = false;
  let sent: { id: string; values: string } | null = null;

  const showErrors = (errors: Record<string, string>): boolean => {
    for (const row of rows) row.show(errors[row.field.name] ?? null);
    const wrong = rows.filter((row) => errors[row.field.name]);
    say(wrong.length > 0 ? `Please check the highlighted field${wrong.length > 1 ? 's' : ''}` : '');
    wrong[0]?.input.focus({ preventScroll: true });
    const log = form.closest('.wl');
    if (wrong.length > 0 && log) log.scrollTop = form.offsetTop - 8;
    return wrong.length > 0;
  };
  const say = (text: string) => {
    summary.className = text ? 'sum' : '';
    summary.replaceChildren(...(text ? [icon('alert'), text] : []));
  };
  const setBusy = (now: boolean) => {
    busy = now;
    submit.textContent = now ? 'Sending\u2026' : spec.submit;
    attribute(submit, 'aria-disabled', now ? 'true' : null);
    attribute(form, 'aria-busy', now ? 'true' : null);
  };
  const submitted = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    const values = Object.fromEntries(
      rows.map((row) => [row.field.name, row.input.value.trim()]).filter(([, value]) => value),
    );
    const errors: Record<string, string> = {};
    for (const { field } of rows) {
      const error = fieldError(field, values[field.name] ?? '');
      if (error) errors[field.name] = error;
    }
    if (showErrors(errors)) return;
    // Idempotency: the same details are sent under the same client id, other details under a new
    // one.
    const text = toJson(values);
    if (sent?.values !== text) sent = { id: newId(), values: text };
    setBusy(true);
    const problem = await send(sent.id, values);
    setBusy(false);
    if (!problem || showErrors(errorsByField(problem.errors))) return;
    say(
      problem.status === 429 && problem.retryAfter !== null
        ? `That was a little fast. Try again in ${problem.retryAfter} s.`
        : 'Not sent. Please try again.',
    );
  };

  const form: HTMLFormElement = make(
    'form',
    {
      class: 'box',
      novalidate: true,
      'aria-labelledby': `h${id}`,
      onsubmit: (event: Event) => void submitted(event),
    },
    make('h3', { id: `h${id}` }, spec.title),
    spec.text !== '' && make('p', {}, spec.text),
    summary,
    ...rows.map((row) => row.element),
    make(
      'div',
      { class: 'acts' },
      submit,
      make('button', { class: 'btn quiet', type: 'button', onclick: dismiss }, 'Not now'),
    ),
    make(
      'p',
      { class: 'small' },
      'We\u2019ll only use this to reply to you. ',
      privacy !== null &&
        make('a', { href: privacy, target: '_blank', rel: 'noopener noreferrer' }, 'Privacy'),
    ),
  );
  return form;
}

function fieldRow(field: Field, formId: string) {
  const id = `${field.name}${formId}`;
  const input = make('input', {
    class: 'field',
    id,
    name: field.name,
    type: field.type,
    autocomplete: { name: 'name', email: 'email', phone: 'tel' }[field.name] ?? 'off',
    required: field.required,
    maxlength: '320',
  });
  const error = make('div', { class: 'er', id: `e${id}` });
  const element = make(
    'div',
    { class: 'fl' },
    make('label', { for: id }, field.label, !field.required && make('span', {}, 'Optional')),
    input,
    error,
  );
  const show = (words: string | null) => {
    attribute(input, 'aria-invalid', words ? 'true' : null);
    attribute(input, 'aria-describedby', words ? error.id : null);
    error.replaceChildren(...(words ? [icon('alert', 's'), words] : []));
  };
  return { field, input, element, show };
}
