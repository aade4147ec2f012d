/** What a visitor who asks for a human is told of the shop. Pure. */

const dayLength = 86_400_000;

/**
 * `Back today at 19:00.`, `Back tomorrow at 9:00 AM.`, `Back on Monday at 09:00.`, with the date from
 * a week ahead: in the zone of this browser, written as it writes times unless a locale is given.
 * Empty for a time that is past.
 */
export function backText(opensAt: number, now: number, locale?: string): string {
  if (opensAt <= now) return '';
  const date = new Date(opensAt);
  const time = date.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
  const midnight = (at: number) => new Date(at).setHours(0, 0, 0, 0);
  // A day of 23 or 25 hours is one, too.
  const ahead = Math.round((midnight(opensAt) - midnight(now)) / dayLength);
  if (ahead === 0) return `Back today at ${time}.`;
  if (ahead === 1) return `Back tomorrow at ${time}.`;
  const day = date.toLocaleDateString(
    locale,
    ahead < 7 ? { weekday: 'long' } : { weekday: 'long', day: 'numeric', month: 'long' },
  );
  return `Back on ${day} at ${time}.`;
}

/** `told`: somebody of the shop knows; `empty`: nobody is there. */
export function notifiedText(told: boolean, empty: boolean): string {
  const desk = empty ? 'No one\u2019s at the desk right now. ' : '';
  return (
    desk + (told ? 'We\u2019ve let the team know' : 'If no one comes, we\u2019ll ask for your email')
  );
}

/** The visitor's position in the queue; empty where the shop does not show it. */
export function positionText(position: number | null): string {
  if (position === null) return '';
  if (position <= 1) return 'You\u2019re next.';
  return position === 2
    ? 'One person is ahead of you.'
    : `${position - 1} people are ahead of you.`;
}
