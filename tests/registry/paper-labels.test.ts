import { describe, expect, it } from 'vitest';
import { PaperLabels } from '../../src/registry/paper-labels.js';
import { layerOf, registryOf, smallRegistry } from '../support/registry.js';

function overlayOf(rows: readonly [author: string, type: string, country: string][]) {
  const labels = new PaperLabels();
  for (const [author, org_type, org_country_single] of rows) {
    labels.add({ author, org_type, org_country_single });
  }
  return labels.overlay((name) => name.toLowerCase() === 'maker', 'table.csv');
}

function registryWith(rows: readonly [author: string, type: string, country: string][]) {
  const { files } = overlayOf(rows);
  const overlay = {
    files: files.map(({ name, text }) => ({ name, path: `paper/${name}`, bytes: Buffer.from(text) })),
  };
  return registryOf([layerOf(smallRegistry), overlay], 'paper');
}

describe("the paper's labels", () => {
  it('become readings of profile paper, in our words', () => {
    const registry = registryWith([
      ['Maker', 'user', 'user'],
      ['collective', 'team', 'International/Online'],
      ['newcomer', 'company', 'South Korea'],
    ]);
    const found = ['maker', 'collective', 'newcomer', 'giant-lab'].map((name) => {
      const { country, type } = registry.resolve(name, '2026-01-01') ?? {};
      return [country?.value, type?.value];
    });
    expect(found).toEqual([
      [null, 'individual'],
      ['XX', 'community'],
      ['KR', 'company'],
      ['GB', 'big-tech'],
    ]);
  });

  it('keep what the registry knows as the other reading', () => {
    const found = registryWith([['maker', 'user', 'user']]).resolve('maker', '2026-01-01');
    expect(
      found?.alternatives
        .filter(({ profile }) => profile === 'default')
        .map(({ field, value }) => [field, value]),
    ).toEqual([
      ['country', 'DE'],
      ['type', 'company'],
    ]);
  });

  it('that disagree for an author count by frequency, and by name where they are even', () => {
    const { files } = overlayOf([
      ['maker', 'user', 'France'],
      ['maker', 'company', 'Germany'],
      ['MAKER', 'company', 'France'],
      ['maker', 'user', 'Germany'],
    ]);
    const alternatives = files.find(({ name }) => name === 'alternatives.csv')?.text ?? '';
    expect(alternatives).toContain('maker,country,DE,paper');
    expect(alternatives).toContain('maker,type,company,paper');
  });

  it('that are called as members of an object are read as no label', () => {
    const words = ['constructor', 'toString', '__proto__', 'hasOwnProperty'];
    const { unread, authors, files } = overlayOf(words.map((word) => ['maker', word, word]));
    expect([...unread.keys()].sort()).toEqual(
      words.flatMap((word) => [`org_country_single "${word}"`, `org_type "${word}"`]).sort(),
    );
    expect(authors).toBe(0);
    expect(files.map(({ text }) => text.trimEnd().split('\n')).map((lines) => lines.length)).toEqual([
      1, 1, 1,
    ]);
  });

  it('that cannot be read are left out and counted', () => {
    const { unread, authors, added } = overlayOf([
      ['maker', 'guild', 'Narnia'],
      ['maker', 'guild', ''],
      ['=cmd()', 'user', 'user'],
      ['newcomer', '', 'Japan'],
    ]);
    expect([...unread]).toEqual([
      ['org_type "guild"', 2],
      ['org_country_single "Narnia"', 1],
      ['author "=cmd()"', 1],
    ]);
    expect([authors, added]).toEqual([1, 1]);
  });
});
