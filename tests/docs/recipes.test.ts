import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { readRecorded } from '../../src/local-hub/read-recorded.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { bin } from '../support/cli.js';
import { crawlInto } from '../support/crawl.js';
import { datasetteMetadata } from '../support/datasette-metadata.js';
import { pythonReader } from '../support/system-tool.js';
import { sharedFolder } from '../support/temp.js';

const folder = sharedFolder();
const store = join(folder, 'live.db');
const tools = sharedFolder();
symlinkSync(bin, join(tools, 'oai'));
const env = {
  PATH: [tools, process.env['PATH'] ?? ''].join(delimiter),
  HOME: folder,
  LANG: 'C.UTF-8',
  OAI_DB: store,
};

const page = readFileSync(new URL('../../docs/recipes.md', import.meta.url), 'utf8');

interface Block {
  question: string;
  tool: string;
  text: string;
}

/** The blocks of the page with the heading that each is under. */
const blocks = page.split(/^#+ /m).flatMap((section): Block[] => {
  const question = section.split('\n')[0] ?? '';
  return [...section.matchAll(/^```(sh|sql|python)\n(.*?)^```$/gms)].map(([, tool = '', text = '']) => ({
    question,
    tool,
    text,
  }));
});

/** Runs a program to its end; what it printed. */
function run(program: string, args: readonly string[]): Promise<string> {
  const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(stdout);
      else reject(new Error(`${program} ${args.join(' ')} ended with ${code}: ${stderr}`));
    });
  });
}

/** The Python that has pandas: beside the system's there may be another. */
function pythonWithPandas(): string {
  const found = ['/usr/bin/python3', 'python3'].find(
    (program) => spawnSync(program, ['-c', 'import pandas']).status === 0,
  );
  if (found === undefined) throw new Error('no python3 here has pandas: apt-get install python3-pandas');
  return found;
}

async function duckdb(script: string): Promise<string> {
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' });
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(script.replaceAll("'export/", `'${folder}/export/`));
    return JSON.stringify(reader.getRowObjectsJson());
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Whether DuckDB's reader of SQLite files is on this machine: it is downloaded where there is a network. */
async function duckdbReadsSqlite(): Promise<boolean> {
  const rows = await duckdb(
    "SELECT installed FROM duckdb_extensions() WHERE extension_name = 'sqlite_scanner'",
  );
  return rows.includes('true');
}

/** What a block prints, run as it is on the page. */
async function outcome({ tool, text }: Block): Promise<string> {
  if (tool === 'python') return run(pythonWithPandas(), ['-c', text]);
  if (tool === 'sh') return run('/bin/sh', ['-euc', text]);
  if (!text.startsWith('INSTALL')) return duckdb(text);
  if (await duckdbReadsSqlite()) return duckdb(text.replaceAll("'oai.db'", `'${folder}/oai.db'`));
  return run('sqlite3', ['-json', 'oai.db', text.slice(text.indexOf('SELECT'))]);
}

async function report<T>(...args: string[]): Promise<T> {
  const { result } = JSON.parse(await run('oai', ['report', ...args, '--db', store, '--json'])) as {
    result: T;
  };
  return result;
}

const csv = (text: string): Record<string, string>[] => parse(text, { columns: true });
const json = (text: string): Record<string, string | number>[] => JSON.parse(text) as [];
const lines = (text: string): Record<string, string | number>[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string | number>);

const firstNight: ListedModel[] = [];
const secondNight: ListedModel[] = [];
const named = 'Qwen/Qwen2.5-7B-Instruct';
const downloadsOf = (models: ListedModel[]) =>
  models.reduce((sum, { downloads }) => sum + (downloads ?? 0), 0);

beforeAll(async () => {
  const models = await readRecorded('may-2026');
  const hub = await startLocalHub({
    source: recordedSource(models),
    clock: systemClock,
    quota: { anonymous: 1e6 },
  });
  const night = (date: string) =>
    crawlInto(store, hub.endpoint, {
      clock: { ...systemClock, now: () => Date.parse(`${date}T03:00:00Z`) },
    });
  firstNight.push(...models.map((model) => ({ ...model })));
  await night('2026-05-20');
  for (const [index, model] of models.entries()) {
    model.downloads = (model.downloads ?? 0) + (index % 7) + (model.id === named ? 1_000_000 : 0);
  }
  models.splice(1000, 3);
  secondNight.push(...models.map((model) => ({ ...model })));
  await night('2026-05-21');
  // A part of the Hub on the same day, which speaks for itself alone.
  await crawlInto(store, hub.endpoint, {
    clock: { ...systemClock, now: () => Date.parse('2026-05-21T05:00:00Z') },
    query: { repository: 'model', author: 'Qwen', limit: null },
  });
  await hub.close();
});

/** What each recipe must say, in the order of the page. */
const answers: Record<string, (printed: string) => Promise<void> | void> = {
  'sh: Recipes': async () => {
    expect(await run('sqlite3', ['oai.db', 'SELECT count(*) FROM nights WHERE whole'])).toBe('2\n');
  },
  'sh: Under which licences do models come?': async (printed) => {
    const { licences } = await report<{
      licences: { licence: string | null; models: number; share_models: number }[];
    }>('licences');
    const known = new Map(licences.map((row) => [row.licence ?? 'none declared', row]));
    const rows = csv(printed);
    expect(rows).toHaveLength(10);
    for (const { licence = '', models, per_cent } of rows) {
      expect(known.get(licence)?.models, licence).toBe(Number(models));
      expect(100 * (known.get(licence)?.share_models ?? 0)).toBeCloseTo(Number(per_cent), 1);
    }
  },
  'sh: How many models came in each month?': async (printed) => {
    const { months } = await report<{ months: { period: string; created: number }[] }>('growth');
    const created = months.filter((month) => month.created > 0);
    expect(created.length).toBeGreaterThan(20);
    expect(csv(printed).map(({ month, models }) => [month, Number(models)])).toEqual(
      created.map(({ period, created: models }) => [period, models]),
    );
  },
  'sh: What are most models made from, by somebody else?': async (printed) => {
    const { rows } = await report<{ rows: { name: string; derivatives: number }[] }>(
      'derivatives',
      '--by',
      'model',
    );
    const known = new Map(rows.map(({ name, derivatives }) => [name, derivatives]));
    const found = csv(printed);
    expect(found).toHaveLength(5);
    expect(found[0]?.['models']).toBe(String(rows[0]?.derivatives));
    for (const { base = '', models } of found) expect(known.get(base), base).toBe(Number(models));
  },
  'sh: What share of downloads goes to one model in a hundred?': async (printed) => {
    const { top } = await report<{ top: { top_share: number | null; share: number }[] }>('concentration');
    expect(json(printed)[0]?.['share']).toBeCloseTo(
      top.find(({ top_share }) => top_share === 0.01)?.share ?? NaN,
      12,
    );
  },
  'sh: How did one model fare, night by night?': async (printed) => {
    const told = JSON.parse(await run('oai', ['series', named, '--db', store, '--json'])) as {
      result: { series: { days: { night: string; value: number }[] }[] };
    };
    const [series] = told.result.series;
    expect(series?.days).toHaveLength(2);
    expect(lines(printed)).toEqual(series?.days.map(({ night, value }) => ({ night, downloads_30d: value })));
  },
  'sh: How many models were there on each night, and how often downloaded?': async (printed) => {
    for (const row of csv(printed)) {
      const { n, total } = await report<{ n: number; total: number }>(
        'concentration',
        '--as-of',
        row['night'] ?? '',
      );
      expect(row).toMatchObject({ models: String(n), downloads: String(total) });
    }
    expect(csv(printed)).toHaveLength(2);
  },
  'sh: Which tags come most often?': (printed) => {
    // The store has what it last saw of the three that went, too.
    const counts = new Map<string, number>();
    for (const tag of firstNight.flatMap(({ tags = [] }) => [...new Set(tags)])) {
      counts.set(tag, (counts.get(tag) ?? 0) + 1);
    }
    const found = csv(printed);
    expect(found).toHaveLength(5);
    expect(found[0]?.['models']).toBe(String(Math.max(...counts.values())));
    for (const { tag = '', models } of found) expect(counts.get(tag), tag).toBe(Number(models));
  },
  'sql: Which models gained most downloads between two nights?': (printed) => {
    const [first, second] = json(printed);
    expect(first).toEqual({ name: named, gain: String(1_000_000 + Number(gainOf(named))) });
    expect(second?.['gain']).toBe('6');
  },
  'sql: How many downloads had each night?': async (printed) => {
    expect(json(printed)).toEqual([
      { night: '2026-05-20', downloads: String(downloadsOf(firstNight)) },
      { night: '2026-05-21', downloads: String(downloadsOf(secondNight)) },
    ]);
    const { total } = await report<{ total: number }>('concentration');
    expect(total).toBe(downloadsOf(secondNight));
  },
  'sql: Whose models are downloaded most?': (printed) => {
    const sums = json(printed).map(({ downloads }) => Number(downloads));
    expect(sums).toEqual([...sums].sort((a, b) => b - a));
    const largest = secondNight.reduce((all, { id, downloads }) => {
      const author = id.split('/')[0] ?? '';
      return all.set(author, (all.get(author) ?? 0) + (downloads ?? 0));
    }, new Map<string, number>());
    for (const { author, downloads } of json(printed))
      expect(largest.get(String(author))).toBe(Number(downloads));
    expect(sums[0]).toBe(Math.max(...largest.values()));
  },
  'sql: How many bases has a model, in the store itself?': async (printed) => {
    const told = json(await run('oai', ['sql', '--json', blocksFor('INSTALL')]));
    expect(told.length).toBeGreaterThan(2);
    expect(json(printed).map((row) => ({ ...row, declarations: Number(row['declarations']) }))).toEqual(told);
  },
  'python: What are models for, by the store?': (printed) => {
    const counts = new Map<string, number>();
    for (const { pipeline_tag = '' } of secondNight)
      counts.set(pipeline_tag, (counts.get(pipeline_tag) ?? 0) + 1);
    const rows = parse(printed) as [string, string][];
    expect(rows.map(([, models]) => Number(models))).toEqual(
      [...counts.values()].sort((a, b) => b - a).slice(0, 5),
    );
    for (const [task, models] of rows) expect(counts.get(task), task).toBe(Number(models));
  },
  'sh: How large is the middle model, by a CSV file?': async () => {
    expect(await run('sh', ['-c', 'wc -l <csv/models.csv'])).toBe(`${firstNight.length + 1}\n`);
  },
  'python: How large is the middle model, by a CSV file?': (printed) => {
    const sizes = secondNight
      .flatMap(({ safetensors }) => (safetensors?.total === undefined ? [] : [safetensors.total]))
      .sort((a, b) => a - b);
    const middle =
      ((sizes[Math.floor((sizes.length - 1) / 2)] ?? 0) + (sizes[Math.floor(sizes.length / 2)] ?? 0)) / 2;
    expect(middle).toBeGreaterThan(1e6);
    expect(Number(printed)).toBe(middle);
  },
  'sh: Who has models under the MIT licence?': (printed) => {
    const counts = new Map<string, number>();
    for (const { id, tags = [] } of secondNight) {
      const author = id.split('/')[0] ?? '';
      if (tags.includes('license:mit')) counts.set(author, (counts.get(author) ?? 0) + 1);
    }
    const found = lines(printed);
    expect(found.map(({ models }) => models)).toEqual([...counts.values()].sort((a, b) => b - a).slice(0, 3));
    for (const { author, models } of found) expect(counts.get(String(author))).toBe(models);
  },
};

const gainOf = (name: string) => {
  const before = firstNight.find(({ id }) => id === name)?.downloads ?? 0;
  return (secondNight.find(({ id }) => id === name)?.downloads ?? 0) - before - 1_000_000;
};

/** The SELECT of the one block that begins so. */
const blocksFor = (start: string) => {
  const text = blocks.find((block) => block.text.startsWith(start))?.text ?? '';
  return text.slice(text.indexOf('SELECT'));
};

describe('docs/recipes.md, followed from top to bottom', () => {
  for (const block of blocks) {
    const recipe = `${block.tool}: ${block.question}`;
    it(recipe, async () => {
      const answer = answers[recipe];
      if (answer === undefined) throw new Error('a recipe whose answer nobody checks');
      await answer(await outcome(block));
    });
  }

  it('finds views in the store that DuckDB, which goes by their text, can read', async () => {
    const views = lines(
      await run('sqlite3', [
        store,
        "SELECT json_object('name', name, 'text', substr(sql, instr(sql, 'SELECT'))) FROM sqlite_master WHERE type = 'view'",
      ]),
    );
    expect(views.map(({ name }) => name)).toContain('models_now');
    for (const { name = '', text = '' } of views) {
      const quoted = String(text).replaceAll("'", "''");
      expect(await duckdb(`SELECT json_serialize_sql('${quoted}') ->> 'error' AS error`), String(name)).toBe(
        '[{"error":"false"}]',
      );
    }
  });

  it('has a recipe for every answer', () => {
    expect(new Set(blocks.map(({ tool, question }) => `${tool}: ${question}`))).toEqual(
      new Set(Object.keys(answers)),
    );
  });
});

describe('docs/recipes/datasette.yml', () => {
  const file = fileURLToPath(new URL('../../docs/recipes/datasette.yml', import.meta.url));

  interface Metadata {
    title: string;
    databases: {
      oai: {
        tables: Record<string, { hidden?: boolean; columns?: Record<string, string> }>;
        queries: Record<string, { sql: string }>;
      };
    };
  }

  function metadata(): Metadata['databases']['oai'] {
    const read = pythonReader('yaml');
    if (read === undefined) throw new Error('no python3 here has yaml: apt-get install python3-yaml');
    const [parsed] = read(readFileSync(file, 'utf8')) as Metadata[];
    if (parsed === undefined) throw new Error('the file is empty');
    return parsed.databases.oai;
  }

  it('is what the tables of the exchange make it; UPDATE_DOCS=1 writes it', async () => {
    const kept = await run('sqlite3', [
      store,
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_stat*' ORDER BY name",
    ]);
    const text = await datasetteMetadata(file, kept.trim().split('\n'));
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, text);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('names the views and columns of a store, and hides its tables', async () => {
    const { tables } = metadata();
    expect(Object.keys(tables).length).toBeGreaterThan(30);
    for (const [name, { hidden, columns }] of Object.entries(tables)) {
      const head = await run('sqlite3', [store, `SELECT name FROM pragma_table_info('${name}')`]);
      expect(head, name).not.toBe('');
      if (columns !== undefined) expect(Object.keys(columns), name).toEqual(head.trim().split('\n'));
      const type = await run('sqlite3', [store, `SELECT type FROM sqlite_master WHERE name = '${name}'`]);
      expect(type.trim(), name).toBe(hidden === true ? 'table' : 'view');
    }
  });

  it('brings queries that SQLite answers', async () => {
    for (const [name, { sql }] of Object.entries(metadata().queries)) {
      const rows = await run('sqlite3', [
        '-cmd',
        ".parameter set :author 'Qwen'",
        '-cmd',
        `.parameter set :base '${named}'`,
        `file:${store}?mode=ro`,
        sql,
      ]);
      expect(rows.trim().split('\n').length, name).toBeGreaterThan(10);
    }
  });
});
