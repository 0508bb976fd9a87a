import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { claimReadings } from '../../src/reports/claim-readings.js';
import { parameterValues } from '../../src/reports/parameter-values.js';
import { readClaims } from '../../src/reports/published-claims.js';
import { OTHER_REASON, reasonTranslations, translateReason } from '../../src/reports/reason-translations.js';
import { loadReport, validationTargets } from '../support/claims.js';

const claims = readClaims();
/** What no report computes as it was published. */
const NO_BAND = ['V6a', 'V6b'];
const isOwn = ({ id, statement }: { id: string; statement: string }) => id === statement;

describe('data/claims.csv', () => {
  it('has every target of the issue with its value, unit, day and population', () => {
    const targets = validationTargets();
    expect(targets).toHaveLength(46);
    for (const { id, quantity, value, unit, as_of, metric, cohort } of targets) {
      expect(claims.find((claim) => claim.id === id)).toMatchObject({
        quantity,
        value: Number(value),
        unit,
        as_of,
        metric,
        cohort,
      });
    }
  });

  it('has a row of its own for each of the 14 statements of the document', () => {
    const own = claims.filter(isOwn).map(({ id, source }) => `${id} ${source}`);
    expect(own).toEqual(Array.from({ length: 14 }, (_, index) => `D${index + 1} document`));
  });

  it('has ids that are unique and refer to rows that are there', () => {
    const ids = claims.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { statement, contradicts, answer } of claims) {
      for (const id of [statement, ...contradicts]) if (id !== '') expect(ids).toContain(id);
      if (answer !== '') expect(ids).toContain(answer);
    }
  });

  it('has numbers, days in order, and a band around every figure that can be computed', () => {
    for (const { id, value, at_least, at_most, from_day, to_day, observable } of claims) {
      for (const number of [value, at_least, at_most]) {
        if (number !== null) expect(number, id).not.toBeNaN();
      }
      expect(from_day <= to_day, id).toBe(true);
      if (value === null || !observable) continue;
      expect(at_least !== null || at_most !== null, id).toBe(!NO_BAND.includes(id));
      // What the document gets wrong is wrong by the store, not by the band.
      expect((at_least ?? -Infinity) <= value && value <= (at_most ?? Infinity), id).toBe(true);
    }
  });

  it('gives the same days to a window and to the options that ask for it', () => {
    for (const { id, params, nights, from_day, to_day } of claims) {
      const from = /--from (\S+)/.exec(params)?.[1];
      if (nights !== 'window' || from === undefined) continue;
      expect([from, /--to (\S+)/.exec(params)?.[1]], id).toEqual([from_day, to_day]);
    }
  });

  it('says in Russian what it says in English', () => {
    for (const { id, words, words_ru } of claims) {
      expect(words, id).toMatch(/^[A-Z0-9].*\.$|^About .*\.$/);
      expect(words_ru, id).toMatch(/[а-яё].*\.$/);
    }
  });

  it('says in Russian too what it notes of a statement of the document', () => {
    for (const { id, note, note_ru } of claims.filter(isOwn)) {
      expect(note_ru !== '', id).toBe(note !== '');
      if (note_ru !== '') expect(note_ru, id).toMatch(/[а-яё]/);
    }
  });

  it('names both sides of the contradictions that are known', () => {
    const pairs = claims.flatMap(({ id, contradicts }) => contradicts.map((other) => `${id} ${other}`));
    expect(pairs.sort()).toEqual(
      [
        ...['C2a C2b', 'C2b C2a', 'D1 G1b', 'G1a G1b', 'G1b G1a', 'G2b G2e', 'G2e G2b'],
        ...['S1f S1g', 'S1g S1f', 'V1d V1a', 'V1d V3', 'W4a W4c', 'W4c W4a'],
      ].sort(),
    );
  });

  it('is answered by the report that each row names, under parameters that it takes', async () => {
    for (const claim of claims) {
      const { id, quantity, observable, needs, report: name, params, answer } = claim;
      if (!observable || needs === 'datasets' || needs === 'spaces' || name === 'claims') continue;
      if (NO_BAND.includes(id)) continue;
      const report = await loadReport(name);
      expect(report, `${id} ${name}`).toBeDefined();
      if (report === undefined) continue;
      expect(() => report.params.parse(parameterValues(report.params, params)), id).not.toThrow();
      if (claimReadings[quantity] === undefined)
        expect(report.claimIds, name).toContain(answer === '' ? id : answer);
    }
  });
});

describe('the parameters of a claim', () => {
  it('are read as the command line reads them, and refused where the report has none such', async () => {
    const geography = await loadReport('geography');
    const releases = await loadReport('releases');
    if (geography === undefined || releases === undefined) throw new Error('no such report');
    expect(parameterValues(geography.params, '--metric all-time --cohort age<365d --by-year')).toEqual({
      metric: 'all-time',
      cohort: 'age<365d',
      byYear: true,
    });
    expect(parameterValues(releases.params, '--entity baidu --entity tencent')).toEqual({
      entity: ['baidu', 'tencent'],
    });
    expect(parameterValues(releases.params, '')).toEqual({});
    expect(() => parameterValues(geography.params, '--metric weight')).toThrow('metric');
    expect(() => parameterValues(geography.params, '--colour red')).toThrow('colour');
  });
});

describe('the words for what reports do not answer', () => {
  const folder = new URL('../../src/reports/', import.meta.url);
  const said = readdirSync(folder).flatMap((file) => {
    const source = readFileSync(new URL(file, folder), 'utf8');
    const texts = [...source.matchAll(/\bnot:\s*(?:'((?:[^'\\]|\\.)*)'|`([^`]*)`)/g)];
    return texts.map(([, plain, template]) => (plain ?? template ?? '').replaceAll(/\$\{[^}]*\}/g, '7'));
  });

  it('are in the table of translations, each of them', () => {
    expect(said.length).toBeGreaterThan(30);
    const missing = said.filter((text) => translateReason(text) === OTHER_REASON);
    expect(missing).toEqual([]);
  });

  it('keep what changes, translated where it has words too', () => {
    expect(translateReason('published for downloads (all time); see --metric all-time')).toBe(
      'опубликовано для другой величины: скачивания за всё время; см. --metric all-time',
    );
    expect(translateReason('something that no report says')).toBe(OTHER_REASON);
  });

  it('have as many places in Russian as in English, or leave one out at the end', () => {
    const places = (text: string) => text.split('{}').length - 1;
    for (const [english, russian] of reasonTranslations) {
      expect(places(russian), english).toBeLessThanOrEqual(places(english));
    }
  });
});
