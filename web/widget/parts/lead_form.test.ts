import { describe, expect, it } from 'vitest';
import { errorsByField, fieldError } from './lead_form';

const email = { name: 'email', type: 'email', required: true } as const;

describe('the lead form', () => {
  it('asks for what is required, and for nothing else', () => {
    expect(fieldError(email, '')).toBe('Please enter your email');
    expect(fieldError({ name: 'name', type: 'text', required: true }, '')).toBe(
      'Please enter your name',
    );
    expect(fieldError({ name: 'shop', type: 'text', required: true }, '')).toBe(
      'Please fill this in',
    );
    expect(fieldError({ ...email, required: false }, '')).toBeNull();
  });

  it('says what is wrong with an e-mail address', () => {
    expect(fieldError(email, 'ingrid.solheim')).toBe('The part after the @ is missing');
    expect(fieldError(email, 'ingrid@')).toBe('The part after the @ is missing');
    for (const odd of ['ingrid@x', 'a b@x.se', 'a@x..se', '@x.se', 'a@b@x.se']) {
      expect(fieldError(email, odd)).toBe('That doesn’t look like an email address');
    }
    expect(fieldError(email, 'ingrid.solheim+chat@mail.example.se')).toBeNull();
  });

  it('finds the field of a refusal under either name', () => {
    expect(errorsByField({ 'fields.email': 'no', name: 'yes' })).toEqual({
      email: 'no',
      name: 'yes',
    });
  });
});
