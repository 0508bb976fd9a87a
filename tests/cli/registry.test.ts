import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { oai } from '../support/cli.js';
import { writeParquet } from '../support/imports.js';
import { type TableRows, tableText } from '../support/registry.js';
import { registryTables, type TableName } from '../../src/registry/tables.js';
import { tempFolder } from '../support/temp.js';

/** Writes a registry folder. */
function overlay(rows: TableRows, folder = tempFolder()): string {
  mkdirSync(folder, { recursive: true });
  const names = Object.keys(registryTables).filter((name): name is TableName => name in rows);
  for (const name of names) {
    writeFileSync(join(folder, registryTables[name].file), tableText(name, rows[name] ?? []));
  }
  return folder;
}

describe('oai registry lint', () => {
  it('exits 0 for the built-in registry', async () => {
    expect(await oai(['registry', 'lint'])).toEqual({
      code: 0,
      signal: null,
      stdout: 'The registry holds together.\n',
      stderr: '',
    });
  });

  it('exits 2 and tells each finding with its file, line and mend', async () => {
    const folder = overlay({
      entities: ['mistral-ai,,,UK,,,,,,'],
      namespaces: ['new\u202eone,nobody,,,,low,me,'],
    });
    const { code, stdout, stderr } = await oai(['registry', 'lint', '--registry', folder]);
    expect([code, stderr]).toEqual([2, '']);
    expect(stdout).toContain(`2 findings\n${folder}/entities.csv:2: "UK" is no country code\n  do: `);
    expect(stdout).toContain(`${folder}/namespaces.csv:2: there is no entity "nobody"\n  do: `);
    const json = await oai(['registry', 'lint', '--registry', folder, '--json']);
    expect(json.code).toBe(2);
    expect(JSON.parse(json.stdout)).toMatchObject([
      { file: join(folder, 'entities.csv'), line: 2 },
      { file: join(folder, 'namespaces.csv'), line: 2 },
    ]);
  });

  it('exits 2 for a folder that is not there', async () => {
    const { code, stderr } = await oai(['registry', 'lint', '--registry', join(tempFolder(), 'none')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/cannot be read as a registry\.\n {2}why: .*\n {2}do: {2}Give --registry/);
  });
});

describe('oai registry explain', () => {
  it('prints what is known, from which row, and the other readings', async () => {
    const { code, stdout, stderr } = await oai([
      'registry',
      'explain',
      'SENTENCE-transformers',
      '--on',
      '2026-09-01',
    ]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^sentence-transformers on 2026-09-01\n/);
    expect(stdout).toMatch(/^ {2}owner +TU Darmstadt \(tu-darmstadt\) +data\/registry\/entities\.csv:\d+$/m);
    expect(stdout).toMatch(/^ {2}country +DE Germany +data\/registry\/entities\.csv:\d+$/m);
    expect(stdout).toMatch(/^ {2}entity hugging-face \(profile steward\): US United States, company$/m);
    expect(stdout).toMatch(/^Registry [\d.]+, profile default, sha256 [0-9a-f]{12}$/m);
  });

  it('prints the owner of the day, and the namespace of a model', async () => {
    const explain = async (...args: string[]) => {
      const { code, stdout } = await oai(['registry', 'explain', ...args, '--json']);
      expect(code).toBe(0);
      return JSON.parse(stdout) as unknown;
    };
    expect(await explain('mosaicml', '--on', '2023-01-31')).toMatchObject({ owners: [] });
    expect(await explain('mosaicml', '--on', '2024-01-31')).toMatchObject({ owners: [{ id: 'databricks' }] });
    expect(await explain('gpt2')).toMatchObject({ asked: 'gpt2', namespace: 'openai-community' });
    expect(await explain('deepmind/x', '--profile', 'parent-seat')).toMatchObject({
      namespace: 'deepmind',
      country: { value: 'US' },
      alternatives: [{ field: 'country', value: 'GB', profile: 'default' }, { field: 'country' }],
      registry: { profile: 'parent-seat' },
    });
  });

  it('reads the own overlay of the user, then each --registry in order', async () => {
    const config = tempFolder();
    overlay({ entities: ['mistral-ai,,,BE,,,,,,'] }, join(config, 'oai', 'registry'));
    const mine = overlay({ entities: ['mistral-ai,,,LU,,,,,,'] });
    const others = overlay({ entities: ['mistral-ai,,,NL,,,,,,'] });
    const country = async (...args: string[]) => {
      const { stdout } = await oai(['registry', 'explain', 'mistralai', ...args], {
        XDG_CONFIG_HOME: config,
      });
      return / {2}country +(\S+) .* (\S+)\n/.exec(stdout)?.slice(1);
    };
    expect(await country()).toEqual(['BE', join(config, 'oai', 'registry', 'entities.csv:2')]);
    expect(await country('--registry', mine)).toEqual(['LU', join(mine, 'entities.csv:2')]);
    expect(await country('--registry', mine, '--registry', others)).toEqual([
      'NL',
      join(others, 'entities.csv:2'),
    ]);
  });

  it('makes hostile text visible', async () => {
    const folder = overlay({
      entities: ['trap,T\u202erap,,,,,,low,me,'],
      namespaces: ['trap,trap,,,,low,me,\u001b]0;x\u0007'],
    });
    const { code, stdout } = await oai(['registry', 'explain', 'trap', '--registry', folder]);
    expect(code).toBe(0);
    expect(stdout).toContain('T\\u{202E}rap');
    expect(stdout).toContain('\\u{1B}]0;x\\u{7}');
    const unknown = await oai(['registry', 'explain', 'no\u001b[31mbody']);
    expect(unknown.stderr).toContain('no\\u{1B}[31mbody');
  });

  it('exits 5 for a namespace that nobody listed, and 2 for a day, a profile or a registry that is none', async () => {
    const unknown = await oai(['registry', 'explain', 'nobody-at-all']);
    expect([unknown.code, unknown.stdout]).toEqual([5, '']);
    expect(unknown.stderr).toContain('no row of namespaces.csv names it');
    const wrong = overlay({ entities: ['mistral-ai,,,UK,,,,,,'] });
    for (const args of [
      ['--on', '2026-02-30'],
      ['--profile', 'mine'],
      ['--profile', 'paper'],
      ['--registry', wrong],
    ]) {
      const { code, stdout } = await oai(['registry', 'explain', 'mistralai', ...args]);
      expect([code, stdout], args.join(' ')).toEqual([2, '']);
    }
  });
});

describe('oai registry import-paper', () => {
  const table = [
    'model,time,author,org_type,org_country_single',
    'Qwen/a,2025-01-01,Qwen,company,China',
    'someone/b,2025-01-01,someone-new,user,user',
    'guild/c,2025-01-01,guild\u202e,team,China',
  ].join('\n');

  it('writes an overlay that lints clean and counts with --profile paper', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'annotations.csv'), table);
    const target = join(folder, 'labels');
    const { code, stdout, stderr } = await oai([
      'registry',
      'import-paper',
      join(folder, 'annotations.csv'),
      '-o',
      target,
    ]);
    expect([code, stdout]).toEqual([0, `${target}: labels of 2 authors, 1 of them not in the registry\n`]);
    expect(stderr).toContain('warning: author "guild\\u{202E}" could not be read and was left out (1 row)');
    expect(readdirSync(target).sort()).toEqual(['alternatives.csv', 'entities.csv', 'namespaces.csv']);
    expect((await oai(['registry', 'lint', '--registry', target])).code).toBe(0);
    const explained = await oai([
      'registry',
      'explain',
      'someone-new',
      '--registry',
      target,
      '--profile',
      'paper',
      '--json',
    ]);
    expect(JSON.parse(explained.stdout)).toMatchObject({
      type: { value: 'individual' },
      country: { value: null },
    });
    const again = await oai(['registry', 'import-paper', join(folder, 'annotations.csv'), '-o', target]);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('is there already.');
  });

  it('reads the table as Parquet to the same labels', async () => {
    const folder = tempFolder();
    const [csv, parquet] = [join(folder, 'annotations.csv'), join(folder, 'annotations.parquet')];
    writeFileSync(csv, table);
    const [header = [], ...rows] = table.split('\n').map((line) => line.split(','));
    writeParquet(parquet, {
      columnData: header.map((name, at) => ({
        name,
        data: rows.map((row) => row[at] ?? ''),
        type: 'STRING',
      })),
    });
    const labels = async (file: string): Promise<string[]> => {
      const target = `${file}.labels`;
      const { code, stderr } = await oai(['registry', 'import-paper', file, '-o', target]);
      expect(code, stderr).toBe(0);
      return readdirSync(target)
        .sort()
        .map((name) => readFileSync(join(target, name), 'utf8').replaceAll('.parquet', '.csv'));
    };
    expect(await labels(parquet)).toEqual(await labels(csv));
    writeParquet(join(folder, 'other.parquet'), {
      columnData: [{ name: 'author', data: ['Qwen'], type: 'STRING' }],
    });
    const other = await oai([
      'registry',
      'import-paper',
      join(folder, 'other.parquet'),
      '-o',
      join(folder, 'o'),
    ]);
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('The table lacks org_type')]);
  });

  it.each([
    ['a table without its columns', 'author,downloads\nQwen,1\n', 'The table lacks org_type'],
    ['a table that labels nobody', 'author,org_type,org_country_single\nQwen,,\n', 'labels nobody'],
    ['what is no CSV', 'author,org_type,org_country_single\n"Qwen,,\n', 'cannot be read'],
  ])('exits 2 for %s and writes nothing', async (_, text, expected) => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'table.csv'), text);
    const { code, stderr } = await oai([
      'registry',
      'import-paper',
      join(folder, 'table.csv'),
      '-o',
      join(folder, 'labels'),
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain(expected);
    expect(readdirSync(folder)).toEqual(['table.csv']);
  });
});
