/** The labels of the four lists, in the order of `tabs`. */

export const tabLabels = ['Leads', 'Live', 'Needs human', 'Mine'] as const;

export const listLabels = [
  'Leads, most recent activity first',
  'Live conversations, most recent activity first',
  'Visitors who need a human, longest wait first',
  'Conversations you hold, most recent activity first',
] as const;

/** Icon, title and text of an empty list. */
export const blanks = [
  ['inbox', 'No leads yet', 'When the bot captures one, it shows up here.'],
  ['chats', 'No live conversations', 'They show up here as soon as a visitor writes.'],
  ['check-c', 'No one is waiting', 'Visitors who ask for a human show up here first.'],
  ['hand', 'You aren’t holding any conversations',
    'Take one over and it stays here until you hand it back.'],
] as const;
