// Queries a server's SQLite file with the sqlite3 program, for what no API shows or allows. Owns no
// connection.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const runFile = promisify(execFile);

/** Runs SQL and gives the rows as arrays of text. */
export async function query(file, sql) {
  const { stdout } = await runFile('sqlite3', [
    '-batch',
    '-noheader',
    '-separator',
    '\t',
    '-cmd',
    '.timeout 10000',
    file,
    sql,
  ]);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}
