/**
 * Business hours as a form: for each day the times from which and to which it is open, and days
 * off. Says what is wrong before anything is sent. Pure.
 */

import { weekdays, type Hours } from '../../../shared/wire';
import { isZone, resolvedZone } from './zones';

export type Weekday = (typeof weekdays)[number];
/** As a time field writes it. Closing at `00:00` is the midnight that ends the day. */
export interface DayWindow {
  from: string;
  to: string;
}
export interface HoursForm {
  always: boolean;
  zone: string;
  days: Record<Weekday, DayWindow[]>;
  off: string[];
}

const midnight = '24:00';

export function formOf(hours: Hours): HoursForm {
  const windows = (day: Weekday) =>
    (hours.week?.[day] ?? []).map(([from = '', to = '']) => ({
      from,
      to: to === midnight ? '00:00' : to,
    }));
  return {
    always: hours.always_open,
    zone: hours.time_zone ?? '',
    days: Object.fromEntries(weekdays.map((day) => [day, windows(day)])) as HoursForm['days'],
    off: [...(hours.dates_off ?? [])],
  };
}

export function hoursOf(form: HoursForm): Hours {
  if (form.always) return { always_open: true } as Hours;
  return {
    always_open: false,
    time_zone: resolvedZone(form.zone),
    week: Object.fromEntries(
      weekdays.map((day) => [day, form.days[day].map((window) => [window.from, endOf(window)])]),
    ) as Hours['week'],
    dates_off: [...form.off],
  } as Hours;
}

/** Errors by the field's name on the wire; every wrong field at once. */
export function wrongHours(form: HoursForm): Record<string, string> {
  if (form.always) return {};
  const wrong: Record<string, string> = {};
  if (!isZone(resolvedZone(form.zone)))
    wrong['time_zone'] = 'Unknown time zone. Search for a city, like Berlin';
  for (const day of weekdays) {
    const reason = wrongDay(form.days[day]);
    if (reason !== null) wrong[day] = reason;
  }
  if (form.off.includes('')) wrong['dates_off'] = 'Choose a date, or remove the field';
  return wrong;
}

/** True where a window by itself, or beside the others, is what is wrong with the day. */
export function isWrong(windows: readonly DayWindow[], at: number): boolean {
  const window = windows[at];
  return (
    window !== undefined &&
    (wrongDay([window]) !== null ||
      windows.some((other, n) => n !== at && wrongDay([window, other]) === overlap))
  );
}

/** Monday's hours for the other days of the working week. */
export function copiedToWeekdays(days: HoursForm['days']): HoursForm['days'] {
  const monday = () => days.monday.map((window) => ({ ...window }));
  return { ...days, tuesday: monday(), wednesday: monday(), thursday: monday(), friday: monday() };
}

/** The next window that a day gets: after a break behind the last one. */
export function nextWindow(windows: readonly DayWindow[]): DayWindow {
  const last = windows.at(-1);
  if (last === undefined) return { from: '09:00', to: '17:00' };
  const hour = Number.parseInt(endOf(last), 10) + 1;
  return hour < 23 ? { from: at(hour), to: at(Math.min(24, hour + 4)) } : { from: '', to: '' };
}

const overlap = 'Time ranges must not overlap';
const at = (hour: number) => (hour === 24 ? '00:00' : `${String(hour).padStart(2, '0')}:00`);
const endOf = ({ to }: DayWindow) => (to === '00:00' ? midnight : to);

function wrongDay(windows: readonly DayWindow[]): string | null {
  if (windows.some(({ from, to }) => from === '' || to === '')) return 'Enter both times';
  if (windows.some((window) => endOf(window) <= window.from))
    return 'Each time range must end after it starts, on the same day';
  const sorted = windows.toSorted((a, b) => a.from.localeCompare(b.from));
  return sorted.some((window, n) => n > 0 && window.from < endOf(sorted[n - 1] ?? window))
    ? overlap
    : null;
}
