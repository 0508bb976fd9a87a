import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { MissingDataError, UsageError } from '../../src/errors.js';
import type { LocalOwner } from '../../src/local-hub/types.js';
import { fortune500 } from '../../src/reports/fortune500.js';
import type { ReportOutput } from '../../src/reports/types.js';
import { HubOfAuthors } from '../support/authors.js';
import { readNight } from '../support/nights.js';
import { layerOf, registryOf } from '../support/registry.js';
import { tempFolder } from '../support/temp.js';

/** One model each, the first downloaded most: 5,000, 4,000 ... 1,000 downloads. */
const authors = ['giant-ai', 'Giant-Lab', 'maker', 'person', 'retired'];
const owners: LocalOwner[] = [
  { type: 'org', name: 'giant-ai', isVerified: false },
  { type: 'org', name: 'Giant-Lab', isVerified: true },
  { type: 'org', name: 'maker', isVerified: false },
  { type: 'user', name: 'person' },
  { type: 'org', name: 'retired', isVerified: true },
];
const namespaces = ['giant-ai', 'giant-lab', 'maker', 'person', 'retired', 'silent'];
const registry = registryOf([
  layerOf({
    entities: ['body,Body,,US,company,,,high,test,'],
    namespaces: namespaces.map((name) => `${name},body,,,,high,test,`),
    fortune500: [
      'Giant,giant.com,giant-ai;giant-lab;silent,high,test',
      'Maker,maker.com,maker,medium,test',
      'Person,person.com,person,low,test',
      'Retired,retired.com,retired,low,test',
      'Silent,silent.com,silent,high,test',
    ],
  }),
]);

let folder: string;
let path: string;
beforeEach(async () => {
  folder = tempFolder();
  path = join(folder, 'oai.db');
  const world = await HubOfAuthors.start(path, authors, owners);
  await world.ask();
});

function run(params: Record<string, unknown> = {}, db = path): ReportOutput {
  return readNight(db, {}, (night) => fortune500.run(night, params, { registry: () => registry }));
}

function listOf(text: string): string {
  const file = join(folder, 'list.csv');
  writeFileSync(file, text);
  return file;
}

const cells = (output: ReportOutput, name: string, keys: readonly string[]): unknown[][] =>
  (output.view.tables.find((table) => table.name === name)?.rows ?? []).map((row) =>
    keys.map((key) => row[key]),
  );

describe('fortune500', () => {
  it('counts a company when an account known to be its own is verified, over 500', () => {
    const output = run();
    const keys = ['company', 'verified', 'verified_handles', 'models', 'downloads_30d'];
    expect(cells(output, 'companies', keys)).toEqual([
      ['Giant', 'yes', 'giant-lab', 2, 9000],
      ['Retired', 'yes', 'retired', 1, 1000],
      ['Maker', 'no', '', 1, 3000],
      ['Person', 'no', '', 1, 2000],
      ['Silent', 'not asked', '', 0, 0],
    ]);
    expect(output.result).toMatchObject({ companies: 500, mapped: 5, verified: 2, share: 2 / 500 });
    expect(cells(output, 'coverage', ['confidence', 'mapped', 'asked', 'verified', 'share'])).toEqual([
      ['any', 5, 4, 2, 2 / 500],
      ['high and medium', 3, 2, 1, 1 / 500],
      ['high', 2, 1, 1, 1 / 500],
    ]);
    const finding = JSON.stringify(output.view.finding);
    expect(finding).toContain('At least');
    expect(finding).toContain('upper bound not known');
  });

  it('takes a list of the reader, whose rows are the denominator', () => {
    const file = listOf(
      'company,website,handles\nGiant,giant.com,GIANT-LAB\nMaker,maker.com,maker; silent\nOther,,\nLast,,\n',
    );
    const output = run({ fortune500: file });
    expect(output.result).toMatchObject({ companies: 4, mapped: 2, verified: 1, share: 0.25 });
    expect(cells(output, 'companies', ['company', 'verified', 'confidence'])).toEqual([
      ['Giant', 'yes', null],
      ['Maker', 'not asked', null],
    ]);
  });

  it('does not depend on the order of the list', () => {
    const list = [
      'Giant,g.com,giant-lab',
      'Maker,m.com,maker',
      'Person,p.com,person',
      'Retired,r.com,retired',
    ];
    const of = (companies: string[]) =>
      run({ fortune500: listOf(`company,website,handles\n${companies.join('\n')}\n`) }).result;
    expect(of([...list].reverse())).toEqual(of(list));
  });

  it('refuses a list that it cannot read, with what is wrong', () => {
    const refused = (text: string) => () => run({ fortune500: listOf(text) });
    expect(refused('company,handles\nGiant,giant-lab\n')).toThrow(UsageError);
    expect(refused('company,website,handles\n,giant.com,giant-lab\n')).toThrow(UsageError);
    expect(refused('company,website,handles\n')).toThrow(UsageError);
    expect(refused('company,website,handles\nA,,maker\na,,person\n')).toThrow('has a twice');
    expect(() => run({ fortune500: join(folder, 'nowhere.csv') })).toThrow(UsageError);
  });

  it('names the crawl of the authors where nobody was asked', async () => {
    const unasked = join(folder, 'unasked.db');
    await HubOfAuthors.start(unasked, authors, owners);
    const missing = (act: () => unknown): MissingDataError => {
      try {
        act();
      } catch (error) {
        if (error instanceof MissingDataError) return error;
      }
      throw new Error('nothing was missing');
    };
    expect(missing(() => run({}, unasked)).todo).toContain('oai crawl authors');
    const silent = listOf('company,website,handles\nSilent,silent.com,silent\n');
    expect(missing(() => run({ fortune500: silent })).todo).toContain('oai crawl authors');
  });
});
