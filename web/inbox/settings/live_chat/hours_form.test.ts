import { describe, expect, it } from 'vitest';
import type { Hours } from '../../../shared/wire';
import { formOf, hoursOf } from './hours_form';

const week = {
  monday: [
    ['09:00', '12:30'],
    ['13:30', '24:00'],
  ],
  tuesday: [],
  wednesday: [],
  thursday: [],
  friday: [],
  saturday: [],
  sunday: [['10:00', '14:00']],
};
const hours = {
  always_open: false,
  time_zone: 'Europe/Berlin',
  week,
  dates_off: ['2026-12-24'],
} as Hours;

describe('hours in a form', () => {
  it('come back as they were', () => {
    expect(formOf(hours).days.monday).toBe('09:00–12:30, 13:30–24:00');
    expect(hoursOf(formOf(hours))).toEqual(hours);
    expect(hoursOf(formOf({ always_open: true } as Hours))).toEqual({ always_open: true });
  });

  it('are read as people type them', () => {
    const form = formOf(hours);
    form.days.tuesday = ' 9 - 12:30;13-17 ';
    form.off = '2026-12-24\n2026-12-25,';
    expect(hoursOf(form).week?.tuesday).toEqual([['09:00', '12:30'], ['13:00', '17:00']]);
    expect(hoursOf(form).dates_off).toEqual(['2026-12-24', '2026-12-25']);
  });

  it('leave to the server what they cannot read', () => {
    const form = formOf(hours);
    form.days.monday = 'nine to five';
    expect(hoursOf(form).week?.monday).toEqual([['nine to five']]);
  });
});
