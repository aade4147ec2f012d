/** What a new member's form says is wrong, before anything is sent: every field at once. Pure. */

import type { NewMember } from './people_server';

const shortestPassword = 8;

export function wrongMember({ name, email, password }: NewMember): Record<string, string> {
  const wrong: Record<string, string> = {};
  if (name.trim() === '') wrong['name'] = 'Enter a name';
  if (email.trim() === '') wrong['email'] = 'Enter the email address of the new member';
  else if (!/^[^\s@]+@[^\s@]+$/.test(email.trim()))
    wrong['email'] = 'An email address looks like name@company.example';
  if (password === '') wrong['password'] = 'Enter a password';
  else if (new TextEncoder().encode(password).length < shortestPassword)
    wrong['password'] = `At least ${shortestPassword} characters`;
  return wrong;
}
