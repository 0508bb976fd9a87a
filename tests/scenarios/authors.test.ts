import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { MissingDataError, StoppedEarlyError, TokenRefusedError, UsageError } from '../../src/errors.js';
import { HubProtocolError, HubRequestError, HubUnavailableError } from '../../src/hub/hub-error.js';
import type { HubResponse, Intercept, LocalOwner } from '../../src/local-hub/types.js';
import { authorKinds } from '../../src/domain/author-record.js';
import { orgs } from '../../src/reports/orgs.js';
import { AuthorReader, readAuthorOverviews } from '../../src/store/author-reader.js';
import { checkStore } from '../../src/store/check.js';
import { openForReading, openForWriting } from '../../src/store/open.js';
import { InstantClock } from '../hub/virtual-clock.js';
import { askInto, DAY_MS, HubOfAuthors } from '../support/authors.js';
import { queryOne } from '../support/dump.js';
import { rejection } from '../support/fault-run.js';
import { readNight } from '../support/nights.js';
import { registryOf, shippedLayer } from '../support/registry.js';
import { tempFolder } from '../support/temp.js';

const authors = ['acme', 'bea', 'corp', 'dora', 'late'];
const owners: LocalOwner[] = [
  { type: 'org', name: 'acme', fullname: 'Acme', isVerified: true, plan: 'team', numFollowers: 9 },
  { type: 'user', name: 'bea', isPro: true, numFollowers: 3, createdAt: '2023-03-31T12:37:07.000Z' },
  { type: 'org', name: 'corp', isVerified: false },
  { type: 'user', name: 'dora' },
];

let path: string;
beforeEach(() => {
  path = join(tempFolder(), 'oai.db');
});

/** Rows of a query, one value or tuple each. */
function rows(sql: string): unknown[] {
  const store = openForReading({ path, clock: systemClock, command: 'test' });
  try {
    return store.db.prepare(sql).raw().all();
  } finally {
    store.close();
  }
}

function read(): AuthorReader {
  const store = openForReading({ path, clock: systemClock, command: 'test' });
  try {
    return new AuthorReader(readAuthorOverviews(store.db));
  } finally {
    store.close();
  }
}

const keyOf = (name: string): number =>
  Number(queryOne(path, `SELECT author_key FROM author WHERE name = '${name}'`));
const history = (name: string): unknown[] =>
  rows(
    `SELECT date(since / 1000, 'unixepoch'), gone, kind, verified, plan FROM author_change WHERE author_key = ${keyOf(name)}`,
  );

/** Every request about `name` gets this answer. */
const onAuthor =
  (name: string, answer: (found: HubResponse) => HubResponse): Intercept =>
  (request, found) =>
    request.path.includes(`/${name}/overview`) ? answer(found()) : undefined;
const error = (status: number, text = 'no'): HubResponse => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ error: text }),
});
const redirect = (location: string): HubResponse => ({
  status: 307,
  headers: { Location: location },
  body: '',
});

describe('the report on who leads', () => {
  const leading = () =>
    readNight(path, {}, (night) => {
      const context = { registry: () => registryOf([shippedLayer()]) };
      const rows = orgs.run(night, { by: 'account' }, context).result['rows'] as Record<string, unknown>[];
      return rows.map(({ name, verified, followers }) => [name, verified, followers]);
    });

  it('says which accounts are verified and how many follow them, once the Hub was asked', async () => {
    const world = await HubOfAuthors.start(path, authors, owners);
    expect(leading().every(([, verified, followers]) => verified === null && followers === null)).toBe(true);
    await world.ask();
    expect(leading()).toEqual([
      ['acme', 1, 9],
      ['bea', null, 3],
      ['corp', 0, null],
      ['dora', null, null],
      ['late', null, null],
    ]);
  });
});

describe('asking who the authors are', () => {
  it('stores what the Hub says of organisations, users and those that it does not know', async () => {
    const world = await HubOfAuthors.start(path, authors, owners);
    const { tally, complete } = await world.ask();
    expect(complete).toBe(true);
    expect(tally).toEqual({
      asked: 5,
      organisations: 2,
      users: 2,
      gone: 1,
      unreadable: 0,
      changed: 0,
      failed: 0,
    });
    expect(
      rows(
        `SELECT author.name, kind, full_name, verified, plan, pro, followers, created_at, seen_at IS NULL, gone_at
         FROM author_overview JOIN author USING (author_key) ORDER BY 1`,
      ),
    ).toEqual([
      ['acme', 'organisation', 'Acme', 1, 'team', null, 9, null, 0, null],
      ['bea', 'user', 'bea', null, null, 1, 3, 1680266227, 0, null],
      ['corp', 'organisation', 'corp', 0, null, null, null, null, 0, null],
      ['dora', 'user', 'dora', null, null, 0, null, 1646263744, 0, null],
      ['late', null, null, null, null, null, null, null, 1, world.now],
    ]);
    expect(checkStore(path)).toEqual([]);
  });

  it('asks the most downloaded first, and each one as what it was when it last answered', async () => {
    const world = await HubOfAuthors.start(path, authors, owners);
    world.asked();
    await world.ask({ concurrency: 1 });
    expect(world.asked()).toEqual([
      'o:acme',
      'o:bea',
      'u:bea',
      'o:corp',
      'o:dora',
      'u:dora',
      'o:late',
      'u:late',
    ]);
    world.now += 31 * DAY_MS;
    await world.ask({ concurrency: 1 });
    expect(world.asked()).toEqual(['o:acme', 'u:bea', 'o:corp', 'u:dora', 'o:late', 'u:late']);
  });

  it('asks nobody twice before the maximal age, and goes on where it was ended', async () => {
    const world = await HubOfAuthors.start(path, authors, owners);
    world.asked();
    expect((await world.ask({ concurrency: 1, atMost: 2 })).tally.asked).toBe(2);
    expect(world.asked()).toEqual(['o:acme', 'o:bea', 'u:bea']);
    expect((await world.ask({ concurrency: 1 })).tally.asked).toBe(3);
    expect((await world.ask()).tally.asked).toBe(0);
    world.now += 29 * DAY_MS;
    expect((await world.ask()).tally.asked).toBe(0);
    world.now += DAY_MS;
    expect((await world.ask()).tally.asked).toBe(5);
    world.now += 8 * DAY_MS;
    expect((await world.ask({ maxAgeMs: 7 * DAY_MS })).tally.asked).toBe(5);
  });

  it('asks again for those whom a wrong clock has asked for in the future, and moves no time back', async () => {
    const world = await HubOfAuthors.start(path, ['acme'], owners);
    const wrong = (world.now += 1000 * DAY_MS);
    await world.ask();
    world.now -= 1000 * DAY_MS;
    expect((await world.ask()).tally).toMatchObject({ asked: 1, changed: 0 });
    expect(history('acme')).toEqual([['2029-07-28', 0, 'organisation', 1, 'team']]);
    expect(rows('SELECT asked_at, seen_at FROM author_overview')).toEqual([[wrong, wrong]]);
    expect(checkStore(path)).toEqual([]);
  });

  it('keeps the whole history when the clock is set back, and puts a new state behind it', async () => {
    const world = await HubOfAuthors.start(path, ['acme'], owners);
    const [acme] = owners;
    const changeTo = (state: Partial<LocalOwner>) =>
      world.owners.set('acme', { type: 'org', name: 'acme', ...acme, ...state });
    const states = () => rows('SELECT since, gone, plan FROM author_change ORDER BY since');
    const first = world.now;
    await world.ask();
    changeTo({ plan: 'enterprise' });
    const second = (world.now += 90 * DAY_MS);
    await world.ask();
    world.now -= 300 * DAY_MS;
    expect((await world.ask()).tally).toMatchObject({ asked: 1, changed: 0 });
    const before = [
      [first, 0, 'team'],
      [second, 0, 'enterprise'],
    ];
    expect(states()).toEqual(before);
    changeTo({ plan: 'plus' });
    expect((await world.ask()).tally).toMatchObject({ asked: 1, changed: 1 });
    world.owners.delete('acme');
    expect((await world.ask()).tally).toMatchObject({ gone: 1, changed: 1 });
    expect(states()).toEqual([...before, [second + 1, 0, 'plus'], [second + 2, 1, 'plus']]);
    expect(rows('SELECT asked_at, seen_at FROM author_overview')).toEqual([[second, second]]);
    expect(checkStore(path)).toEqual([]);
  });

  it('keeps a dated row for each state of verified, plan and kind, and none for followers', async () => {
    const world = await HubOfAuthors.start(path, ['acme'], owners);
    await world.ask();
    const [acme] = owners;
    const states: Partial<LocalOwner>[] = [
      { numFollowers: 10 },
      { isVerified: false },
      { plan: 'enterprise' },
    ];
    for (const state of states) {
      world.now += 30 * DAY_MS;
      world.owners.set('acme', { type: 'org', name: 'acme', ...acme, ...state });
      const { tally } = await world.ask();
      expect(tally.changed).toBe('numFollowers' in state ? 0 : 1);
    }
    expect(history('acme')).toEqual([
      ['2026-11-01', 0, 'organisation', 1, 'team'],
      ['2026-12-31', 0, 'organisation', 0, 'team'],
      ['2027-01-30', 0, 'organisation', 1, 'enterprise'],
    ]);
    expect(read().followers[keyOf('acme')]).toBe(9);
    expect(checkStore(path)).toEqual([]);
  });

  it('keeps what was known of an author who vanished, and notes when he is back', async () => {
    const world = await HubOfAuthors.start(path, ['acme'], owners);
    await world.ask();
    const seenAt = world.now;
    world.owners.delete('acme');
    const goneAt = (world.now += 30 * DAY_MS);
    expect((await world.ask()).tally).toMatchObject({ gone: 1, changed: 1 });
    world.now += 30 * DAY_MS;
    expect((await world.ask()).tally).toMatchObject({ gone: 1, changed: 0 });
    expect(
      rows('SELECT asked_at, seen_at, gone_at, kind, verified, plan, followers FROM author_overview'),
    ).toEqual([[world.now, seenAt, goneAt, 'organisation', 1, 'team', 9]]);
    expect(read().gone[keyOf('acme')]).toBe(1);
    world.owners.set('acme', { type: 'user', name: 'acme' });
    world.now += 30 * DAY_MS;
    expect((await world.ask()).tally).toMatchObject({ users: 1, changed: 1 });
    expect(history('acme')).toEqual([
      ['2026-11-01', 0, 'organisation', 1, 'team'],
      ['2026-12-01', 1, 'organisation', 1, 'team'],
      ['2027-01-30', 0, 'user', null, null],
    ]);
    expect(checkStore(path)).toEqual([]);
  });

  it('remembers the present name of a renamed author, and of one in another case', async () => {
    const world = await HubOfAuthors.start(path, ['BEA', 'ACME', 'former'], owners, {
      redirects: { owners: new Map([['former', 'dora']]) },
    });
    await world.ask();
    expect(
      rows('SELECT author.name, o.name FROM author_overview o JOIN author USING (author_key) ORDER BY 1'),
    ).toEqual([
      ['ACME', 'acme'],
      ['BEA', 'bea'],
      ['former', 'dora'],
    ]);
  });

  it('gives reports columns by author key, and says how much is known', async () => {
    const world = await HubOfAuthors.start(path, authors, owners);
    expect(read().coverage).toMatchObject({ authors: 5, asked: 0, known: 0, oldestAskedAt: null });
    await world.ask({ atMost: 2 });
    world.now += DAY_MS;
    await world.ask({ atMost: 2 });
    const reader = read();
    const [acme, bea, late] = [keyOf('acme'), keyOf('bea'), keyOf('late')];
    expect([acme, bea, late].map((key) => authorKinds[(reader.kind[key] ?? 0) - 1])).toEqual([
      'organisation',
      'user',
      undefined,
    ]);
    expect([acme, bea, late].map((key) => reader.verified[key])).toEqual([1, -1, -1]);
    expect([acme, bea, late].map((key) => reader.plans[reader.plan[key] ?? -1])).toEqual(['team', '', '']);
    expect([acme, bea, late].map((key) => reader.followers[key])).toEqual([9, 3, NaN]);
    expect(reader.coverage).toEqual({
      authors: 5,
      asked: 4,
      known: 4,
      organisations: 2,
      users: 2,
      verified: 1,
      gone: 0,
      oldestAskedAt: world.now - DAY_MS,
      newestAskedAt: world.now,
    });
  });

  it('does not ask one Hub for the authors of another, nor a store without a crawl', async () => {
    const world = await HubOfAuthors.start(path, authors, owners);
    const other = await HubOfAuthors.start(join(tempFolder(), 'other.db'), ['acme'], []);
    await expect(askInto(path, other.hub.endpoint)).rejects.toThrow(UsageError);
    const empty = join(tempFolder(), 'empty.db');
    openForWriting({ path: empty, clock: systemClock, command: 'test' }).close();
    await expect(askInto(empty, world.hub.endpoint)).rejects.toThrow(MissingDataError);
  });
});

describe('a fault of the authors', () => {
  it('in one field sets that aside and keeps what was known of it', async () => {
    let isOdd = false;
    const world = await HubOfAuthors.start(path, ['acme'], owners, {
      intercept: onAuthor('acme', (found) =>
        isOdd ? { ...found, body: found.body.replace('"isVerified":true', '"isVerified":"very"') } : found,
      ),
    });
    await world.ask();
    isOdd = true;
    world.now += 30 * DAY_MS;
    const { tally, events } = await world.ask();
    expect(tally).toMatchObject({ organisations: 1, changed: 0 });
    expect(events).toContainEqual(expect.objectContaining({ kind: 'author-set-aside', field: 'isVerified' }));
    expect(history('acme')).toEqual([['2026-11-01', 0, 'organisation', 1, 'team']]);
    expect(rows('SELECT field FROM author_quarantine')).toEqual([['isVerified']]);
    isOdd = false;
    world.now += 30 * DAY_MS;
    await world.ask();
    expect(rows('SELECT field FROM author_quarantine')).toEqual([]);
    expect(checkStore(path)).toEqual([]);
  });

  it('that names no account is set aside whole, and not asked for again at once', async () => {
    const world = await HubOfAuthors.start(path, ['..', 'acme', 'corp'], owners, {
      intercept: onAuthor('corp', (found) => ({ ...found, body: '{"error":"oops"}' })),
    });
    expect((await world.ask()).tally).toMatchObject({ asked: 3, organisations: 1, unreadable: 2 });
    expect(rows('SELECT field, json FROM author_quarantine ORDER BY json')).toEqual([
      [null, '".."'],
      [null, '{"error":"oops"}'],
    ]);
    expect((await world.ask()).tally.asked).toBe(0);
    expect(checkStore(path)).toEqual([]);
  });

  it.each([
    ['a 500 for ever', () => error(500)],
    ['JSON cut short for ever', (found: HubResponse) => ({ ...found, body: found.body.slice(0, 40) })],
    ['a 403', () => error(403)],
    ['a redirect to another origin', () => redirect('http://localhost:1/api/users/corp/overview')],
    ['a circle of redirects', () => redirect('/api/organizations/corp/overview')],
  ])('that is one author’s own (%s) leaves that one for another time', async (_, answer) => {
    const world = await HubOfAuthors.start(path, authors, owners, { intercept: onAuthor('corp', answer) });
    const { tally, complete, events } = await world.ask();
    expect(complete).toBe(true);
    expect(tally).toMatchObject({ asked: 4, failed: 1 });
    expect(events).toContainEqual(expect.objectContaining({ kind: 'author-failed', name: 'corp' }));
    expect(queryOne(path, `SELECT count(*) FROM author_overview WHERE author_key = ${keyOf('corp')}`)).toBe(
      0,
    );
    expect(checkStore(path)).toEqual([]);
  });

  it.each([
    ['429s', () => ({ ...error(429), headers: { 'Retry-After': '2' } })],
    ['500s', () => error(500)],
    ['HTML instead of JSON', (found: HubResponse) => ({ ...found, body: '<html>504</html>' })],
    ['connections cut', (found: HubResponse) => ({ ...found, cutAfterBytes: 3 })],
  ])('that passes (%s) costs nothing', async (_, fault) => {
    const seen = new Map<string, number>();
    const world = await HubOfAuthors.start(path, authors, owners, {
      intercept: ({ path: asked }, answer) => {
        const times = (seen.get(asked) ?? 0) + 1;
        seen.set(asked, times);
        return asked.includes('/overview') && times <= 2 ? fault(answer()) : undefined;
      },
    });
    const { tally } = await world.ask({ client: { clock: new InstantClock() } });
    expect(tally).toMatchObject({ asked: 5, organisations: 2, users: 2, gone: 1, failed: 0 });
  });

  it('that is the Hub’s own ends it, and the same call goes on when the Hub is back', async () => {
    const many = Array.from({ length: 60 }, (_, index) => `author-${index}`);
    const accounts = many.map((name): LocalOwner => ({ type: 'org', name }));
    let down: (() => HubResponse) | undefined;
    let answered = 0;
    const world = await HubOfAuthors.start(path, many, accounts, {
      intercept: ({ path: asked }) => {
        if (!asked.includes('/overview')) return undefined;
        answered += 1;
        return answered > 20 ? down?.() : undefined;
      },
    });
    const ask = () => rejection(world.ask({ client: { clock: new InstantClock(), retry: {} } }));
    down = () => error(503);
    expect(await ask()).toBeInstanceOf(HubUnavailableError);
    expect(queryOne(path, 'SELECT count(*) FROM author_overview')).toBe(20);
    down = () => error(405, 'captcha');
    expect(await ask()).toBeInstanceOf(HubRequestError);
    down = () => redirect('http://localhost:1/');
    expect(await ask()).toBeInstanceOf(HubProtocolError);
    expect(queryOne(path, 'SELECT count(*) FROM author_overview')).toBe(20);
    down = undefined;
    world.asked();
    expect(await ask()).toBeUndefined();
    expect(new Set(world.asked())).toEqual(new Set(many.slice(20).map((name) => `o:${name}`)));
    expect(queryOne(path, 'SELECT status FROM run')).toBe('complete');
  });

  it('of all authors ends in an error, not in a silent nothing', async () => {
    const world = await HubOfAuthors.start(path, authors, owners, {
      intercept: ({ path: asked }) => (asked.includes('/overview') ? error(403) : undefined),
    });
    expect(await rejection(world.ask())).toBeInstanceOf(HubRequestError);
    expect(queryOne(path, 'SELECT count(*) FROM author_overview')).toBe(0);
  });

  it('that is the token’s ends it at once', async () => {
    const world = await HubOfAuthors.start(path, authors, owners);
    world.asked();
    const refused = rejection(world.ask({ concurrency: 1, client: { token: 'hf_unknown' } }));
    expect(await refused).toBeInstanceOf(TokenRefusedError);
    expect(world.asked()).toHaveLength(1);
  });
});

describe('a bound', () => {
  it('of time ends it before the first request, resumably', async () => {
    const world = await HubOfAuthors.start(path, authors, owners);
    world.asked();
    const stopped = await rejection(world.ask({ maxTimeMs: 0 }));
    expect(stopped).toBeInstanceOf(StoppedEarlyError);
    expect(String(stopped)).toContain('--max-time');
    expect(world.asked()).toEqual([]);
  });

  it('of the user lets the request in flight finish, and stores its answer', async () => {
    const stop = new AbortController();
    const world = await HubOfAuthors.start(path, authors, owners, {
      intercept: onAuthor('acme', (found) => {
        stop.abort(new Error('the user asked'));
        return found;
      }),
    });
    const { complete, tally } = await world.ask({ concurrency: 1, stopSignal: stop.signal });
    expect(complete).toBe(false);
    expect(tally).toMatchObject({ asked: 1, organisations: 1 });
    expect((await world.ask()).tally.asked).toBe(4);
  });

  it('of the quota is kept, however many are asked for at once', { timeout: 60_000 }, async () => {
    const many = Array.from({ length: 60 }, (_, index) => `author-${index}`);
    const quota = { anonymous: 40, windowS: 2 };
    const world = await HubOfAuthors.start(path, many, [], { quota });
    const { tally } = await world.ask({
      concurrency: 8,
      client: { budget: 0.95, unknownIntervalMs: undefined },
    });
    expect(tally).toMatchObject({ asked: 60, gone: 60 });
    expect(world.hub.requests.length).toBeGreaterThan(3 * quota.anonymous - 1);
    expect(world.hub.requests.filter(({ status }) => status === 429)).toEqual([]);
  });
});
