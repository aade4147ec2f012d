/** The labels of the four lists, in the order of `tabs`. */

export const tabLabels = ['Leads', 'Live', 'Needs human', 'Mine'] as const;

export const listLabels = [
  'Leads, most recent activity first',
  'Live conversations, most recent activity first',
  'Visitors who need a human, longest wait first',
  'Conversations that you hold, most recent activity first',
] as const;

/** Icon, title and text of an empty list. */
export const blanks = [
  ['inbox', 'No leads yet', 'When the bot captures one, it appears here.'],
  ['chats', 'Nobody is on the site', 'Conversations appear here as soon as a visitor writes.'],
  ['check-c', 'Nobody is waiting', 'When a visitor asks for a human, you see it here first.'],
  ['hand', 'You hold no conversation', 'Take one over and it stays here until you hand it back.'],
] as const;
