// Reads the final state: timelines as members and visitors see them, views, audit rows. Owns
// nothing and asserts nothing.
import { call as send } from '../support/http.js';
import { shortView } from './recorder.js';

/**
 * Fills in the records of `begun` ({record, visitor}). `rows`: how many entries the database holds,
 * by conversation.
 */
export function readAll({ owner }, begun, rows) {
  return Promise.all(
    begun.map(({ record, visitor }) => readOne(owner, record, visitor, rows.get(record.id) ?? 0)),
  );
}

async function readOne(owner, record, visitor, rows) {
  record.rows = rows;
  if (record.erased) {
    record.gone = (await owner.call('GET', `/api/conversations/${record.id}/timeline`)).status;
    return;
  }
  // What a server has lost as a whole is for the checker to say.
  if ((await owner.call('GET', `/api/conversations/${record.id}`)).status === 404) return;
  record.timeline = (await owner.timeline(record.id)).map((entry) => record.keep(entry));
  record.visitorTimeline = await visitorTimeline(record, visitor);
  record.final = shortView(await owner.conversation(record.id));
  record.audits = await audits(owner, record);
}

async function visitorTimeline(record, { base, token }) {
  const entries = [];
  for (let more = true, from = 0; more; ) {
    const { json } = await send(base, 'GET', `/v1/widget/timeline?after=${from}&limit=200`, {
      token,
    });
    entries.push(...json.entries.map((entry) => record.keep(entry)));
    more = json.more && json.entries.length > 0;
    from = json.entries.at(-1)?.seq ?? from;
  }
  return entries;
}

async function audits({ base, token }, record) {
  const rows = [];
  for (let cursor = ''; cursor !== null; ) {
    const { json } = await send(
      base,
      'GET',
      `/api/audit-logs?${new URLSearchParams({ target: record.id, limit: '200', cursor })}`,
      { token },
    );
    rows.push(...json.items.map(({ action, actor_user_id: actor }) => ({ action, actor })));
    cursor = json.next_cursor;
  }
  return rows.reverse();
}
