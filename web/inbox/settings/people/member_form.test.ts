import { describe, expect, it } from 'vitest';
import { wrongMember } from './member_form';

describe('a new member’s form', () => {
  const good = { name: 'Lee', email: 'lee@shop.example', role: 'member' as const, password: 'long enough' };

  it('has nothing wrong with it when all is there', () => {
    expect(wrongMember(good)).toEqual({});
  });

  it('says what is wrong with every field at once, and speaks of the member', () => {
    const wrong = wrongMember({ ...good, name: ' ', email: '', password: '' });
    expect(Object.keys(wrong)).toEqual(['name', 'email', 'password']);
    expect(wrong['email']).not.toContain('your');
    expect(wrongMember({ ...good, email: 'lee', password: 'short' })).toEqual({
      email: 'An email address looks like name@company.example',
      password: 'At least 8 characters',
    });
  });
});
