/**
 * Parses and formats business hours: `09:00-12:00, 13:00-17:00` for a day, `2026-12-24, 2026-12-25`
 * for days off. Pure.
 */

import { weekdays, type Hours } from '../../../shared/wire';

export type Weekday = (typeof weekdays)[number];
export interface HoursForm {
  always: boolean;
  zone: string;
  days: Record<Weekday, string>;
  off: string;
}

export function formOf(hours: Hours): HoursForm {
  const text = (day: Weekday) =>
    (hours.week?.[day] ?? []).map((window) => window.join('\u2013')).join(', ');
  return {
    always: hours.always_open,
    zone: hours.time_zone ?? '',
    days: Object.fromEntries(weekdays.map((day) => [day, text(day)])) as Record<Weekday, string>,
    off: (hours.dates_off ?? []).join(', '),
  };
}

/** Unparsable text is sent as typed: the server says which field is invalid. */
export function hoursOf(form: HoursForm): Hours {
  if (form.always) return { always_open: true } as Hours;
  const windows = (text: string) =>
    pieces(text).map((piece) => piece.split(/\s*[-\u2013]\s*/).map(time));
  return {
    always_open: false,
    time_zone: form.zone.trim(),
    week: Object.fromEntries(
      weekdays.map((day) => [day, windows(form.days[day])]),
    ) as Hours['week'],
    dates_off: pieces(form.off),
  } as Hours;
}

/** Also accepts `9` and `9:30`. */
function time(text: string): string {
  const match = /^(\d{1,2})(?::(\d{2}))?$/.exec(text.trim());
  return match === null ? text.trim() : `${(match[1] ?? '').padStart(2, '0')}:${match[2] ?? '00'}`;
}

function pieces(text: string): string[] {
  return text.split(/[,;\n]/).map((piece) => piece.trim()).filter((piece) => piece !== '');
}
