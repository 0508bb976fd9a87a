import { describe, expect, it } from 'vitest';
import { openServerEngine } from '../../src/clickhouse/server-engine.js';
import { engineChoice, type EngineFlags } from '../../src/cli/engine-options.js';
import { UsageError } from '../../src/errors.js';

const engine = 'clickhouse';
const url = 'http://127.0.0.1:8123';

describe('the engine of a report', () => {
  it.each<[EngineFlags, object]>([
    [{}, { engine: 'sqlite' }],
    [{ db: 'x.db' }, { engine: 'sqlite' }],
    [
      { engine, parquet: 'export' },
      { engine, parquet: 'export' },
    ],
    [
      { engine, url },
      { engine, url, database: 'oai' },
    ],
    [
      { engine, url, database: 'hub' },
      { engine, url, database: 'hub' },
    ],
    [
      { engine, url, parquet: 's3://bucket/x' },
      { engine, url, parquet: 's3://bucket/x' },
    ],
  ])('is chosen by %j', (flags, choice) => {
    expect(engineChoice(flags)).toEqual(choice);
  });

  it.each<[EngineFlags, RegExp]>([
    [{ parquet: 'x' }, /--parquet is for --engine clickhouse/],
    [{ url }, /--url is for --engine clickhouse/],
    [{ database: 'x' }, /--database is for --engine clickhouse/],
    [{ engine }, /What is ClickHouse to read\?/],
    [{ engine, database: 'x' }, /What is ClickHouse to read\?/],
    [{ engine, db: 'x.db', parquet: 'x' }, /--db and --engine clickhouse contradict/],
    [{ engine, url, parquet: '.' }, /cannot read a folder of this machine/],
    [{ engine, parquet: '.', database: 'x' }, /--database and --parquet contradict/],
    [{ engine, parquet: 'a{b}' }, /takes for a pattern/],
    [{ engine, parquet: 'https://host/x?signature=1' }, /takes for a pattern/],
    [{ engine, parquet: 'https://me:secret@host/x' }, /--parquet holds a user or a password\.$/],
    [{ engine, url, database: 'a-b; DROP' }, /--database is not the name of a database\.$/],
  ])('is not guessed from %j', (flags, text) => {
    expect(() => engineChoice(flags)).toThrow(UsageError);
    expect(() => engineChoice(flags)).toThrow(text);
  });

  it.each([
    ['http://me:secret@host', /--url holds a user or a password\.$/],
    ['localhost:8123', /--url is not the address of a server/],
    ['nonsense', /--url is not the address of a server/],
    ['http://host/db', /more than the address of a server/],
    ['http://host/?password=x', /more than the address of a server\.$/],
  ])('is a server by its address alone: %s', (address, text) => {
    const open = (): unknown =>
      openServerEngine({ url: address, database: 'oai', username: 'default', password: '' });
    expect(open).toThrow(UsageError);
    expect(open).toThrow(text);
  });
});
