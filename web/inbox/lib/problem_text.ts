/** A failed request in one sentence for the user. Pure. */

import { outcomeUnknown, type Problem } from '../../shared/api';

export function problemText(problem: Problem): string {
  return outcomeUnknown(problem)
    ? 'Can’t reach the server. Try again.'
    : problem.detail || problem.title;
}
