import { describe, expect, it } from 'vitest';
import type { Hours } from '../../../shared/wire';
import { copiedToWeekdays, formOf, hoursOf, isWrong, nextWindow, wrongHours } from './hours_form';

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
  it('come back as they were, the midnight at the end of a day as well', () => {
    expect(formOf(hours).days.monday[1]).toEqual({ from: '13:30', to: '00:00' });
    expect(hoursOf(formOf(hours))).toEqual(hours);
    expect(hoursOf(formOf({ always_open: true } as Hours))).toEqual({ always_open: true });
  });

  it('name the zone of a city', () => {
    expect(hoursOf({ ...formOf(hours), zone: 'berlin' }).time_zone).toBe('Europe/Berlin');
  });

  it('are copied to the days from Tuesday to Friday', () => {
    const form = formOf(hours);
    const days = copiedToWeekdays(form.days);
    expect(days.friday).toEqual(form.days.monday);
    expect(days.friday[0]).not.toBe(form.days.monday[0]);
    expect([days.saturday, days.sunday]).toEqual([form.days.saturday, form.days.sunday]);
  });

  it('offer the next time range behind the last', () => {
    expect(nextWindow([])).toEqual({ from: '09:00', to: '17:00' });
    expect(nextWindow([{ from: '09:00', to: '12:00' }])).toEqual({ from: '13:00', to: '17:00' });
    expect(nextWindow([{ from: '09:00', to: '21:30' }])).toEqual({ from: '22:00', to: '00:00' });
    expect(nextWindow([{ from: '09:00', to: '00:00' }])).toEqual({ from: '', to: '' });
  });
});

describe('what is wrong with hours', () => {
  it('is nothing for hours that the server keeps', () => {
    expect(wrongHours(formOf(hours))).toEqual({});
    expect(wrongHours({ ...formOf(hours), always: true, zone: 'Mars' })).toEqual({});
  });

  it('is said for every field at once', () => {
    const form = formOf(hours);
    form.zone = 'Mars/Olympus';
    form.days.monday = [{ from: '09:00', to: '' }];
    form.days.tuesday = [{ from: '22:00', to: '02:00' }];
    form.days.sunday.push({ from: '13:00', to: '15:00' });
    form.off.push('');
    expect(Object.keys(wrongHours(form)).sort()).toEqual([
      'dates_off',
      'monday',
      'sunday',
      'time_zone',
      'tuesday',
    ]);
  });

  it('is found in the time range that it is about', () => {
    const windows = [
      { from: '09:00', to: '12:00' },
      { from: '11:00', to: '13:00' },
      { from: '15:00', to: '14:00' },
      { from: '16:00', to: '17:00' },
    ];
    expect(windows.map((_, at) => isWrong(windows, at))).toEqual([true, true, true, false]);
  });
});
