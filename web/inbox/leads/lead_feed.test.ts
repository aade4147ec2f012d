import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Lead } from '../../shared/wire';
import { LeadFeed, type Feed, type LeadFeedDeps } from './lead_feed';
import { aLead } from '../lib/fixtures';

/** A server's feed and a browser's storage, with as many tabs as a test opens. */
class World {
  readonly captured: Lead[] = [];
  readonly storage = new Map<string, string>();
  asked = 0;
  online = true;
  #last: Promise<void> = Promise.resolve();

  capture(count = 1): void {
    for (let n = 0; n < count; n += 1)
      this.captured.push(
        aLead({ id: `L${this.captured.length + 1}`, feed_number: this.captured.length + 1 }),
      );
  }

  tab({ visible = true, pageSize = 50 } = {}): {
    told: string[];
    feed: LeadFeed;
    stop: () => void;
  } {
    const told: string[] = [];
    const storage = {
      getItem: (key: string) => this.storage.get(key) ?? null,
      setItem: (key: string, value: string) => this.storage.set(key, value),
    };
    const deps: LeadFeedDeps = {
      key: 'feed',
      storage: storage as unknown as Storage,
      ask: (cursor) => Promise.resolve(this.#answer(cursor, pageSize)),
      alone: (_key, run) => (this.#last = this.#last.then(run)),
      visible: () => visible,
      tell: (leads) => told.push(...leads.map((lead) => lead.id)),
    };
    const feed = new LeadFeed(deps);
    return { told, feed, stop: feed.start() };
  }

  #answer(cursor: string | null, pageSize: number): Awaited<ReturnType<LeadFeedDeps['ask']>> {
    this.asked += 1;
    if (!this.online)
      return {
        ok: false,
        problem: {
          type: 'offline',
          status: 0,
          title: '',
          detail: '',
          retryAfter: null,
          claimedBy: null,
          errors: {},
        },
      };
    const rest =
      cursor === null ? [] : this.captured.filter((lead) => lead.feed_number > Number(cursor));
    const leads = rest.slice(0, pageSize);
    const value: Feed = {
      leads,
      cursor: String(leads.at(-1)?.feed_number ?? this.captured.length),
      more: rest.length > leads.length,
    };
    return { ok: true, status: 200, value, serverDate: null };
  }
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('announcements of leads', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('begin with what comes after the first visit', async () => {
    const world = new World();
    world.capture(3);
    const { told, feed } = world.tab();
    await settle();
    expect(told).toEqual([]);
    world.capture();
    feed.changed();
    await settle();
    expect(told).toEqual(['L4']);
  });

  it('come within half a minute when no event does', async () => {
    const world = new World();
    const { told } = world.tab();
    await settle();
    world.capture();
    await vi.advanceTimersByTimeAsync(29_000);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(told).toEqual(['L1']);
  });

  it('are told by one tab only, the one that is seen', async () => {
    const world = new World();
    const hidden = world.tab({ visible: false });
    const seen = world.tab();
    await vi.advanceTimersByTimeAsync(3000);
    world.capture(2);
    hidden.feed.changed();
    seen.feed.changed();
    await vi.advanceTimersByTimeAsync(5000);
    expect(seen.told).toEqual(['L1', 'L2']);
    expect(hidden.told).toEqual([]);
  });

  it('are told by a hidden tab when none is seen', async () => {
    const world = new World();
    const hidden = world.tab({ visible: false });
    await vi.advanceTimersByTimeAsync(3000);
    world.capture();
    hidden.feed.changed();
    await vi.advanceTimersByTimeAsync(3000);
    expect(hidden.told).toEqual(['L1']);
  });

  it('are not repeated after a reload, and what came meanwhile is not missed', async () => {
    const world = new World();
    const first = world.tab();
    await settle();
    world.capture();
    first.feed.changed();
    await settle();
    first.stop();
    world.capture(2);
    const second = world.tab();
    await settle();
    expect(first.told).toEqual(['L1']);
    expect(second.told).toEqual(['L2', 'L3']);
  });

  it('are read to the end when there are many', async () => {
    const world = new World();
    const { told, feed } = world.tab({ pageSize: 10 });
    await settle();
    world.capture(35);
    feed.changed();
    await settle();
    expect(told).toHaveLength(35);
    expect(new Set(told).size).toBe(35);
  });

  it('wait while the server does not answer', async () => {
    const world = new World();
    const { told } = world.tab();
    await settle();
    world.capture();
    world.online = false;
    await vi.advanceTimersByTimeAsync(31_000);
    expect(told).toEqual([]);
    world.online = true;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(told).toEqual(['L1']);
  });

  it('go on from the server’s number when that is from an older time', async () => {
    const world = new World();
    world.storage.set('feed', '"77"');
    const { told, feed } = world.tab();
    await settle();
    world.capture();
    feed.changed();
    await settle();
    expect(told).toEqual(['L1']);
  });
});
