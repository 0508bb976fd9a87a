import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { loadClaims } from '../../src/reports/claims.js';
import type { ClaimsResult } from '../../src/reports/claims-result.js';
import type { PublishedClaim } from '../../src/reports/published-claims.js';
import type { ReportOutput } from '../../src/reports/types.js';
import { claimsWords } from '../../src/reports/claims-words.js';
import { formats, render } from '../../src/render/index.js';
import { MissingDataError } from '../../src/errors.js';
import { claimOf, loadReport } from '../support/claims.js';
import { crawlInto } from '../support/crawl.js';
import { plainModels } from '../support/models.js';
import { HubOverTime, readNight } from '../support/nights.js';
import { registryOf, shippedLayer } from '../support/registry.js';
import { sharedFolder, tempFolder } from '../support/temp.js';

const path = join(sharedFolder(), 'claims.db');
const registry = registryOf([shippedLayer()]);

// A hundred models on two nights: 80 with ten downloads in all, 20 with a thousand. DeepSeek-R1 has the fourth most likes.
beforeAll(async () => {
  const models = plainModels(100, (index) => ({
    ...(index === 0 && { id: 'deepseek-ai/DeepSeek-R1', createdAt: '2025-01-20T03:46:07.000Z' }),
    downloadsAllTime: index < 80 ? 10 : 1000,
    pipeline_tag: 'image-classification',
    likes: index === 0 ? 50 : index <= 3 ? 60 : 0,
  }));
  const hub = await startLocalHub({ source: recordedSource(models), clock: systemClock });
  for (const date of ['2025-12-30', '2026-08-02']) {
    const clock = { ...systemClock, now: () => Date.parse(`${date}T03:00:00Z`) };
    await crawlInto(path, hub.endpoint, { clock });
  }
  await hub.close();
});

const tailShare = { report: 'tail', quantity: 'under_200_share', unit: 'share' };
const size = {
  quantity: 'public_models',
  unit: 'count',
  nights: 'on',
  value: 100,
  only_grows: true,
} as const;
const published: PublishedClaim[] = [
  claimOf({ id: 'G1', ...size, from_day: '2026-01-01', to_day: '2026-01-01', at_least: 98, at_most: 102 }),
  claimOf({
    id: 'G2',
    ...size,
    from_day: '2026-08-01',
    to_day: '2026-08-01',
    at_least: 150,
    at_most: null,
    value: 100,
  }),
  claimOf({ id: 'G3', ...size, from_day: '2026-05-01', to_day: '2026-05-01', at_least: 98, at_most: 102 }),
  claimOf({ id: 'C2a', ...tailShare, value: 0.8, at_least: 0.75, at_most: 0.85, contradicts: ['C2b'] }),
  claimOf({ id: 'C2b', ...tailShare, value: 0.5, at_least: 0.45, at_most: 0.55, contradicts: ['C2a'] }),
  claimOf({
    id: 'C9',
    ...tailShare,
    answer: 'C2a',
    value: 0.8,
    statement: 'D2',
    source: 'other',
    at_most: 0.9,
  }),
  claimOf({ id: 'K4', report: 'tasks', params: '--metric all-time' }),
  claimOf({
    id: 'A2',
    report: 'attention',
    params: '--metric window --from 2026-01-01 --to 2026-07-31',
    nights: 'window',
    from_day: '2026-01-01',
    to_day: '2026-07-31',
  }),
  claimOf({ id: 'U1', quantity: 'users', observable: false, value: 11, unit: 'count' }),
  claimOf({
    id: 'D1',
    statement: 'D1',
    quantity: 'created_year_of_deepseek_r1',
    unit: 'year',
    value: 2026,
    at_least: 2026,
    at_most: 2026,
    nights: 'any',
    report: 'claims',
  }),
  claimOf({ id: 'D2', statement: 'D2', report: 'tasks', value: null, at_least: null, at_most: null }),
  claimOf({
    id: 'L1',
    quantity: 'likes_rank_of_deepseek_r1',
    unit: 'rank',
    value: 1,
    at_least: null,
    at_most: 1,
  }),
  claimOf({
    id: 'T1',
    quantity: 'total_downloads_all_time',
    unit: 'downloads',
    value: 20_800,
    at_least: 20_800,
    at_most: 20_800,
  }),
];

async function run(
  params: Record<string, unknown> = {},
  {
    asOf,
    memo,
    db = path,
  }: { asOf?: string; memo?: Map<string, ReportOutput | MissingDataError>; db?: string } = {},
) {
  const report = await loadClaims(loadReport, published);
  return readNight(db, { asOf }, (night) =>
    report.run(night, params, { registry: () => registry, ...(memo && { memo }) }),
  );
}

const claimsOf = (output: ReportOutput) => (output.result as ClaimsResult).claims;
const claimIn = (output: ReportOutput, id: string) => claimsOf(output).find((claim) => claim.id === id);

describe('the claims report', () => {
  it('compares each figure with what its report computes', async () => {
    const output = await run();
    const told = claimsOf(output).map(({ id, verdict, computed, reason }) => [
      id,
      verdict,
      computed,
      reason.code,
    ]);
    expect(told).toEqual([
      ['G1', 'holds', 100, 'inside'],
      ['G2', 'off', 100, 'outside'],
      ['G3', 'not comparable', 100, 'other_date'],
      ['C2a', 'holds', 0.8, 'inside'],
      ['C2b', 'off', 0.8, 'contradicted'],
      ['C9', 'holds', 0.8, 'inside'],
      ['K4', 'not comparable', null, 'answered_not'],
      ['A2', 'not yet', null, 'window_past'],
      ['U1', 'not observable', null, 'not_observable'],
      ['D1', 'off', 2025, 'created_on'],
      ['D2', 'not comparable', null, 'no_figure'],
      ['L1', 'off', 4, 'outside'],
      ['T1', 'holds', 20_800, 'inside'],
    ]);
    expect(claimIn(output, 'C2b')?.difference).toBeCloseTo(0.3, 12);
    expect(output.result['verdicts']).toEqual({
      holds: 4,
      off: 4,
      'not comparable': 3,
      'not observable': 1,
      'not yet': 1,
    });
    expect(output.result).toMatchObject({ night: '2026-08-02', models: 100, hub_models: 100 });
  });

  it('names the date of DeepSeek-R1, whatever the model is called by now', async () => {
    expect(claimIn(await run(), 'D1')?.why).toBe('deepseek-ai/DeepSeek-R1 was created on 2025-01-20');
    const renamed = join(tempFolder(), 'renamed.db');
    const models = plainModels(50, (index) => (index === 0 ? { id: 'deepseek-ai/DeepSeek-R1' } : {}));
    const hub = await HubOverTime.start(models, renamed);
    await hub.night('2025-12-30');
    const [first] = models;
    if (first === undefined) throw new Error('no model');
    first.id = 'deepseek-ai/R1';
    await hub.night('2026-08-02');
    expect(claimIn(await run({}, { db: renamed }), 'D1')).toMatchObject({ verdict: 'off', computed: 2025 });
    hub.models.splice(0, 1);
    await hub.night('2026-08-03');
    expect(claimIn(await run({}, { db: renamed }), 'D1')).toMatchObject({
      verdict: 'not comparable',
      reason: { code: 'lacking', text: 'deepseek-ai/DeepSeek-R1 is not in this store' },
    });
  });

  it('gives the nearest that can be observed under its own name: seven authors and DeepSeek', async () => {
    expect(claimIn(await run(), 'U1')?.nearest).toEqual({
      label: 'authors with a public model',
      value: 8,
      unit: 'count',
    });
  });

  it('takes a figure of one day from the night near it, and judges an earlier night by itself', async () => {
    expect(claimIn(await run(), 'G1')?.night).toBe('2025-12-30');
    const earlier = await run({}, { asOf: '2026-02-01' });
    expect(claimIn(earlier, 'G1')?.verdict).toBe('holds');
    expect(claimIn(earlier, 'G2')).toMatchObject({ verdict: 'not comparable', night: '2025-12-30' });
    expect(claimIn(earlier, 'A2')?.reason).toMatchObject({ code: 'window_ahead', to: '2026-07-31' });
  });

  it('asks each report once for a night and its parameters, and shares what it computed', async () => {
    const memo = new Map<string, ReportOutput | MissingDataError>();
    await run({}, { memo });
    const names = [...memo.values()].flatMap((known) =>
      known instanceof MissingDataError ? [] : [known.report],
    );
    expect(names.sort()).toEqual(['claims', 'tail', 'tasks']);
    const tail = await loadReport('tail');
    const again = readNight(path, {}, (night) => tail?.run(night, {}, { registry: () => registry, memo }));
    expect([...memo.values()]).toContain(again);
  });

  it('does not try again what could not be computed', async () => {
    const memo = new Map<string, ReportOutput | MissingDataError>();
    await run({}, { memo });
    const decay = await loadReport('decay');
    const failures = [1, 2].map(() => {
      try {
        return readNight(path, { asOf: '2025-12-30' }, (night) =>
          decay?.run(night, {}, { registry: () => registry, memo }),
        );
      } catch (error) {
        return error;
      }
    });
    expect(failures[0]).toBeInstanceOf(MissingDataError);
    expect(failures[1]).toBe(failures[0]);
  });

  it('is limited to a source or to a statement, and still knows what contradicts them', async () => {
    const report = await loadClaims(loadReport, published);
    expect(claimsOf(await run({ source: ['other'] })).map(({ id }) => id)).toEqual(['C9']);
    const of = await run({ statement: ['D2'] });
    expect(claimsOf(of).map(({ id, verdict }) => [id, verdict])).toEqual([
      ['C9', 'holds'],
      ['D2', 'not comparable'],
    ]);
    expect(() => report.params.parse({ source: ['nobody'] })).toThrow('source');
    expect(() => report.params.parse({ statement: ['D3'] })).toThrow('statement');
  });

  it('fails its check with the claims that are off, and not without one', async () => {
    expect((await run()).failure).toBe('Off: G2, C2b, D1, L1.');
    expect((await run({ source: ['other'] })).failure).toBeUndefined();
  });

  it('says the same in Russian, words, verdicts and reasons', async () => {
    const output = await run({ lang: 'ru' });
    const text = render('table', output, { width: 100, colour: false, unicode: true });
    expect(text).toContain('Утверждений документа — 2: расходится — 1; несопоставимо — 1.');
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'D1. Половина. ✗ расходится: опубликовано 2026, вычислено 2025; deepseek-ai/DeepSeek-R1 создана 2025-01-20.',
    );
    for (const { why } of claimsOf(output)) expect(why).toMatch(/[а-яё]/);
    expect(claimIn(output, 'K4')?.why).toBe('ни одну модель обработки языка не скачивали');
  });

  it.each(['en', 'ru'])(
    'cuts no verdict on a terminal of 80 characters, nor a sentence to a stump: %s',
    async (lang) => {
      const output = await run({ lang });
      const text = render('table', output, { width: 80, colour: false, unicode: true });
      const table = text.slice(text.indexOf(lang === 'en' ? 'Published figures' : 'Опубликованные числа'));
      for (const word of Object.values(claimsWords[lang === 'en' ? 'en' : 'ru'].verdicts)) {
        expect(table).toContain(` ${word} `);
      }
      expect(table).toContain(lang === 'en' ? 'Half of it.' : 'Половина.');
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    },
  );

  it('adds to a statement of the document what its note says, in the language asked for', async () => {
    const noted = claimOf({ id: 'D1', statement: 'D1', note: 'a year off', note_ru: 'на год раньше' });
    const report = await loadClaims(loadReport, [noted]);
    for (const [lang, said] of [
      ['en', 'Note: a year off.'],
      ['ru', 'Примечание: на год раньше.'],
    ] as const) {
      const output = readNight(path, {}, (night) =>
        report.run(night, { lang }, { registry: () => registry }),
      );
      const text = render('md', output, { width: 100, colour: false, unicode: true });
      expect(text).toContain(said);
    }
  });

  it('says nothing of a window whose first night is a sample, and gives the night that ends the window', async () => {
    const db = join(tempFolder(), 'grown.db');
    const models = plainModels(75, () => ({ downloadsAllTime: 10, likes: 1 }));
    const hub = await HubOverTime.start(models, db);
    await hub.night('2025-12-30');
    models.push(...plainModels(100).slice(75));
    await hub.night('2026-07-30');
    await hub.night('2026-09-30');
    expect(claimIn(await run({}, { db }), 'A2')).toMatchObject({
      verdict: 'not comparable',
      night: '2026-07-30',
      reason: { code: 'sample', models: 75, night: '2025-12-30' },
    });
  });

  it('does not add up all-time downloads that only some models have', async () => {
    const db = join(tempFolder(), 'partly.db');
    const models = plainModels(100, (index) => (index < 99 ? { downloadsAllTime: 10 } : {}));
    for (const each of models.slice(99)) delete each.downloadsAllTime;
    const hub = await HubOverTime.start(models, db);
    await hub.night('2026-08-02');
    expect(claimIn(await run({}, { db }), 'T1')).toMatchObject({
      verdict: 'not comparable',
      why: 'only 99 models of this night have downloadsAllTime',
    });
  });

  it('has a word and a shape for each verdict, in ASCII too', async () => {
    const text = render('table', await run(), { width: 100, colour: false, unicode: false });
    for (const marked of ['+ holds', 'x off', '~ not comparable', '0 not observable', '... not yet']) {
      expect(text).toContain(marked);
    }
    expect(text).not.toMatch(/[✓✗≠∅…]/);
  });

  it('prints in every format', async () => {
    const output = await run();
    for (const format of formats.filter((each) => each !== 'dot' && each !== 'mermaid')) {
      expect(render(format, output, { width: 100, colour: false, unicode: true }), format).toContain('C2b');
    }
  });

  it('gives a share as a share and a year as a year in one column', async () => {
    const text = render('md', await run(), { width: 100, colour: false, unicode: true });
    expect(text).toMatch(/\| D1 +\| ✗ off +\| Half of it\. +\| +2026 \| +2025 \|[^|]+\| +\\-1 \|/);
    expect(text).toMatch(
      /\| C2b +\| ✗ off +\| Half of it\. +\| +50.0\u202F% \| +80.0\u202F% \|[^|]+\| +30.0\u202F% \|/,
    );
  });
});
