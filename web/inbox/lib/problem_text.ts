/** A problem in one sentence for whoever acted. Pure. */

import { outcomeUnknown, type Problem } from '../../shared/api';

export function problemText(problem: Problem): string {
  return outcomeUnknown(problem) ? 'The server did not answer. Try again.' : problem.detail || problem.title;
}
