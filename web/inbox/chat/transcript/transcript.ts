/**
 * Turns a timeline into what the transcript shows: messages, day lines, the texts of system
 * entries. Pure.
 */

import type { Conversation, Entry, LeadSource } from '../../../shared/wire';
import { isolated } from '../../lib/bidi';
import { dayName, dayNumber, possessive, shortName, span, stopwatch } from '../../lib/format';

export interface SystemLine {
  type: 'system';
  key: string;
  icon: string;
  strong: string;
  rest: string;
  source: LeadSource | null;
  at: number;
  /** Control changed: the line has rules left and right. */
  rule: boolean;
}

export interface Bubble {
  type: 'visitor' | 'agent' | 'human' | 'note';
  key: string;
  entry: Entry;
  at: number;
  mine: boolean;
  /** What interrupted it. */
  stoppedBy: 'takeover' | 'asking' | null;
}

export type Item = { type: 'day'; key: string; text: string } | SystemLine | Bubble;

export interface Reader {
  /** The id of the member who is reading. */
  me: string;
  /** The visitor's name as it is shown. */
  visitor: string;
  agent: string;
  now: number;
  conversation: Conversation | null;
  /** The first loaded entry is the conversation's first. */
  complete: boolean;
}

/**
 * An optimistic update and its entry share a key, so the element stays in place when the entry
 * arrives.
 */
export function entryKey(entry: Entry): string {
  return entry.client_id === null ? `s${entry.seq}` : `c${entry.client_id}`;
}

export function transcriptItems(entries: readonly Entry[], reader: Reader): Item[] {
  const items: Item[] = [];
  const walk = new Walk(reader);
  let day = Number.NaN;
  const dayLine = (at: number, before: string) => {
    if (dayNumber(at) === day) return;
    day = dayNumber(at);
    items.push({ type: 'day', key: `d${before}`, text: dayName(at, reader.now) });
  };
  const begun = reader.conversation?.created_at;
  if (reader.complete && begun !== undefined) {
    const at = Date.parse(begun);
    dayLine(at, 'begun');
    items.push({
      type: 'system',
      key: 'begun',
      icon: 'page',
      strong: '',
      rest: 'Conversation started',
      source: null,
      at,
      rule: false,
    });
  }
  for (const [index, entry] of entries.entries()) {
    const item = walk.item(entry, entries[index + 1]);
    if (item === null) continue;
    dayLine(item.at, item.key);
    items.push(item);
  }
  return items;
}

/** Folds over the entries, tracking the holder and since when the visitor has waited. */
class Walk {
  readonly #reader: Reader;
  #holder: { id: string | undefined; name: string; since: number } | null = null;
  #queuedAt: number | null = null;

  constructor(reader: Reader) {
    this.#reader = { ...reader, agent: isolated(reader.agent) };
  }

  item(entry: Entry, next: Entry | undefined): SystemLine | Bubble | null {
    const at = Date.parse(entry.created_at);
    const line = (
      icon: string,
      strong: string,
      rest: string,
      more: Partial<SystemLine> = {},
    ): SystemLine => ({
      type: 'system',
      key: entryKey(entry),
      icon,
      strong,
      rest,
      source: null,
      at,
      rule: false,
      ...more,
    });
    switch (entry.kind) {
      case 'message':
        return this.#message(entry, at, next) ?? line('info', '', entry.body);
      case 'note':
        return {
          type: 'note',
          key: entryKey(entry),
          entry,
          at,
          mine: entry.author?.id === this.#reader.me,
          stoppedBy: null,
        };
      case 'claimed':
        return this.#claimed(entry, at, line);
      case 'released':
        return this.#released(entry, at, line);
      case 'lapsed':
        return this.#lapsed(entry, next, line);
      case 'queued':
        this.#queuedAt = at;
        if (entry.meta.reason === 'lapse')
          return line('hand', `${shortName(this.#reader.visitor)} was left waiting for a human`, '');
        return line('hand', this.#asked(entry), `· ${this.#reader.agent} stopped`);
      case 'lead_captured': {
        const name = entry.meta.name ?? entry.meta.email;
        return line('card', 'Lead captured', name === undefined ? '' : `· ${isolated(name)}`, {
          source: leadSource(entry.meta.source),
        });
      }
      case 'unknown':
        return null;
    }
  }

  #message(entry: Entry, at: number, next: Entry | undefined): Bubble | null {
    const plain = { key: entryKey(entry), entry, at, mine: false, stoppedBy: null };
    if (entry.role === 'visitor') return { ...plain, type: 'visitor' };
    if (entry.role === 'agent') {
      const stopped = entry.meta.interrupted === true;
      return {
        ...plain,
        type: 'agent',
        stoppedBy: !stopped ? null : next?.kind === 'queued' ? 'asking' : 'takeover',
      };
    }
    if (entry.role === 'human_agent')
      return { ...plain, type: 'human', mine: entry.author?.id === this.#reader.me };
    return null;
  }

  #claimed(entry: Entry, at: number, line: MakeLine): SystemLine {
    const transferredBy = entry.meta.transferred_by;
    if (transferredBy !== undefined) return this.#transferred(entry, transferredBy, at, line);
    const holder = this.#called(entry.author);
    const from = entry.meta.forced_from;
    const rest =
      from !== undefined
        ? `from ${from.id === this.#reader.me ? 'you' : shortName(from.name)}`
        : this.#queuedAt !== null
          ? `after ${stopwatch(at - this.#queuedAt)}`
          : `from ${this.#reader.agent}`;
    this.#holder = { id: entry.author?.id, name: entry.author?.name ?? '', since: at };
    this.#queuedAt = null;
    return line('take', `${holder} took over`, rest, { rule: true });
  }

  #transferred(
    entry: Entry,
    by: NonNullable<Entry['author']>,
    at: number,
    line: MakeLine,
  ): SystemLine {
    const name = (person: Entry['author']) =>
      person?.id === this.#reader.me ? 'you' : shortName(person?.name ?? 'someone');
    const from = entry.meta.transferred_from;
    const others =
      from !== undefined && (from.id !== by.id || from.name !== by.name)
        ? `from ${name(from)} `
        : '';
    this.#holder = { id: entry.author?.id, name: entry.author?.name ?? '', since: at };
    this.#queuedAt = null;
    return line(
      'users',
      `${this.#called(by)} transferred this`,
      `${others}to ${name(entry.author)}`,
      { rule: true },
    );
  }

  #released(entry: Entry, at: number, line: MakeLine): SystemLine {
    const holder = this.#holder;
    this.#holder = null;
    this.#queuedAt = null;
    if (entry.meta.reason === 'timeout' || (entry.author === null && holder === null)) {
      return line('clock', 'No one came', `· ${this.#reader.agent} asked for an email`);
    }
    const after = holder === null ? '' : ` after ${span(at - holder.since)}`;
    const onBehalf =
      holder !== null &&
      entry.author?.id !== undefined &&
      holder.id !== undefined &&
      entry.author.id !== holder.id;
    const rest = onBehalf
      ? `for ${holder.id === this.#reader.me ? 'you' : shortName(holder.name)}${after}`
      : `to ${this.#reader.agent}${after}`;
    return line('back', `${this.#called(entry.author)} handed back`, rest, { rule: true });
  }

  #asked({ meta }: Entry): string {
    if (meta.reason !== 'rule') return `${shortName(this.#reader.visitor)} asked for a human`;
    return `${meta.triggered_by === undefined ? 'A rule' : `Rule “${isolated(meta.triggered_by)}”`} called a human`;
  }

  /** The wait that it leaves stands below, in an entry of its own; older servers wrote none. */
  #lapsed(entry: Entry, below: Entry | undefined, line: MakeLine): SystemLine {
    const holder = this.#holder;
    this.#holder = null;
    const mine = holder?.id === this.#reader.me;
    const whose = mine
      ? 'Your'
      : possessive(shortName(holder?.name ?? entry.author?.name ?? 'The holder'));
    const waits = below?.kind === 'queued' && below.meta.reason === 'lapse';
    const isLast =
      !waits && entry.meta.epoch !== undefined && this.#reader.conversation?.epoch === entry.meta.epoch;
    const queued = isLast && this.#reader.conversation?.controller === 'queued';
    const next = queued
      ? `${shortName(this.#reader.visitor)} is waiting for a human.`
      : isLast ? `${this.#reader.agent} is answering again.` : '';
    if (queued) this.#queuedAt = Date.parse(entry.created_at);
    const reason =
      entry.meta.reason === 'shift'
        ? '· business hours were over'
        : `· ${mine ? 'you were ' : ''}offline too long`;
    return line('clock', `${whose} hold ended`, `${reason}. ${next}`.trim(), { rule: true });
  }

  #called(author: Entry['author']): string {
    if (author === null) return 'Someone';
    return author.id === this.#reader.me ? 'You' : shortName(author.name);
  }
}

type MakeLine = (
  icon: string,
  strong: string,
  rest: string,
  more?: Partial<SystemLine>,
) => SystemLine;

function leadSource(word: string | undefined): LeadSource | null {
  return word === 'rule' || word === 'intent' || word === 'cta' || word === 'form' ? word : null;
}

/** The visible part of an unfinished answer: a half-arrived citation number is cut off. */
export function shownWhileWriting(text: string): string {
  return text.replace(/\s?\[\d{0,3}$/, '');
}
