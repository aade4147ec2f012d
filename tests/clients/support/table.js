// Runs a table of calls that must be refused, one test per row. Owns no request.
import assert from 'node:assert/strict';
import { test } from 'node:test';

/**
 * Rows: {name, send, status, problem?, detail?, field?, headers?}. `send` gives the answer (see
 * http.js); `problem` is the last part of its type, `detail` a pattern for the whole text, `field`
 * the name of the field that `errors` must explain.
 */
export function refusals(rows) {
  for (const row of rows) {
    test(row.name, async () => {
      const answer = await row.send();
      assert.equal(answer.status, row.status, answer.text);
      if (row.problem !== undefined) {
        assert.equal(answer.problem, row.problem, answer.text);
        assert.equal(answer.json.status, row.status);
        assert.ok(answer.json.title.length > 0);
      }
      if (row.field !== undefined)
        assert.ok(answer.json.errors[row.field]?.length > 0, answer.text);
      if (row.detail !== undefined) assert.match(answer.text, row.detail);
      for (const [name, pattern] of Object.entries(row.headers ?? {}))
        assert.match(answer.headers[name] ?? '', pattern);
    });
  }
}
