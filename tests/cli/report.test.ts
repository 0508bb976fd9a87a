import { execFile, execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { oai } from '../support/cli.js';
import { crawlInto } from '../support/crawl.js';
import { plainModels } from '../support/models.js';
import { sharedFolder, tempFolder } from '../support/temp.js';

const folder = sharedFolder();
const path = join(folder, 'oai.db');

// Ten models by two authors: 6, 3, 1 and seven zeros; half of them liked once. Every figure below is by hand.
beforeAll(async () => {
  const downloads = [6, 3, 1, 0, 0, 0, 0, 0, 0, 0];
  const hub = await startLocalHub({
    source: recordedSource(
      plainModels(10, (index) => ({
        id: `${index < 2 ? 'first' : 'second'}/model-${index}`,
        downloads: downloads[index] ?? 0,
        likes: index % 2,
      })),
    ),
    clock: systemClock,
  });
  await crawlInto(path, hub.endpoint);
  await hub.close();
});

const report = (...args: string[]) => oai(['report', 'concentration', '--db', path, ...args]);

describe('oai report concentration', () => {
  it('computes what one computes by hand', async () => {
    const { code, stdout } = await report('--json');
    expect(code).toBe(0);
    const { result, provenance } = JSON.parse(stdout) as {
      result: Record<string, unknown>;
      provenance: object;
    };
    expect(result).toMatchObject({
      n: 10,
      total: 10,
      median: 0,
      // 2 (10*6 + 9*3 + 8*1) / (10 * 10) - 11 / 10
      gini: expect.closeTo(0.8, 12) as number,
      hhi: expect.closeTo(0.46, 12) as number,
      counted: { lacking: 0, window: null, negative: [] },
    });
    expect(result['top']).toContainEqual({ top_share: null, k: 10, share: 1 });
    expect(result['top']).toContainEqual({ top_share: 0.1, k: 1, share: 0.6 });
    expect(result['below']).toContainEqual({ threshold: 1, count: 7, share: 0.7 });
    expect(result['below']).toContainEqual({ threshold: 10, count: 10, share: 1 });
    expect(provenance).toMatchObject({ run: 1, models: 10, scope: 'all models' });
  });

  it('ranks authors by their sums', async () => {
    const { stdout } = await report('--by', 'author', '--json');
    const { result } = JSON.parse(stdout) as { result: Record<string, unknown> };
    expect(result).toMatchObject({
      n: 2,
      total: 10,
      gini: expect.closeTo(0.4, 12) as number,
      hhi: expect.closeTo(0.82, 12) as number,
    });
  });

  it('ranks likes', async () => {
    const { stdout } = await report('--metric', 'likes', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      result: { total: 5, gini: expect.closeTo(0.5, 12) as number },
    });
  });

  it('exits 5 and says so when nobody has the metric', async () => {
    const { code, stdout, stderr } = await report('--metric', 'all-time');
    expect(code).toBe(5);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/No model of the night .* has downloadsAllTime/);
  });

  it('writes a file in the form its suffix says, whole', async () => {
    const file = join(tempFolder(), 'top.csv');
    const { code, stdout } = await report('-o', file);
    expect(code).toBe(0);
    expect(stdout).toBe('');
    const rows = parse<Record<string, string>>(readFileSync(file), { columns: true });
    expect(rows.find(({ k, top_share }) => k === '10' && top_share === '')).toMatchObject({
      share: '1',
      run: '1',
      param_metric: '30d',
    });
  });

  it('picks a table for csv and names them when there is no such table', async () => {
    const { stdout } = await report('--format', 'csv', '--table', 'below');
    expect(stdout.split('\n')[0]).toMatch(/^threshold,count,share,/);
    const wrong = await report('--format', 'csv', '--table', 'nothing');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('lorenz');
  });

  it('writes through a link and into a pipe, and replaces neither', async () => {
    const folder = tempFolder();
    const [target, link] = [join(folder, 'real.json'), join(folder, 'link.json')];
    writeFileSync(target, 'old');
    symlinkSync(target, link);
    expect((await report('-o', link)).code).toBe(0);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, 'utf8')).toContain('"report": "concentration"');
    const pipe = join(folder, 'pipe.json');
    execFileSync('mkfifo', [pipe]);
    const reader = promisify(execFile)('cat', [pipe]);
    expect((await report('-o', pipe)).code).toBe(0);
    expect(JSON.parse((await reader).stdout)).toMatchObject({ report: 'concentration' });
    expect(lstatSync(pipe).isFIFO()).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['link.json', 'pipe.json', 'real.json']);
  });

  it('refuses a suffix that is no format', async () => {
    const { code, stderr } = await report('-o', join(tempFolder(), 'x.docx'));
    expect(code).toBe(2);
    expect(stderr).toContain('.docx');
  });

  it('writes Markdown into a folder with its charts beside it', async () => {
    const folder = join(tempFolder(), 'out');
    const { code, stdout } = await report('--format', 'md', '-o', `${folder}/`);
    expect([code, stdout]).toEqual([0, '']);
    const text = readFileSync(join(folder, 'concentration.md'), 'utf8');
    const pictures = [...text.matchAll(/^!\[.*\]\((.*\.svg)\)$/gm)].map(([, file = '']) => file);
    expect(readdirSync(folder).sort()).toEqual(['concentration.md', ...pictures].sort());
    expect(pictures.length).toBeGreaterThan(0);
    for (const file of pictures) expect(readFileSync(join(folder, file), 'utf8')).toMatch(/^<svg /);
    expect((await report('--format', 'csv', '--table', 'top', '-o', folder)).code).toBe(2);
  });

  it('leaves no file behind where it cannot write', async () => {
    const file = join(tempFolder(), 'no', 'such', 'folder.json');
    const { code, stderr } = await report('-o', file);
    expect(code).toBe(2);
    expect(stderr).toContain('cannot be written');
    expect(existsSync(file)).toBe(false);
  });

  it('prints the same bytes for the same store', async () => {
    for (const format of ['table', 'json', 'ndjson', 'csv', 'md']) {
      const [first, second] = await Promise.all([report('--format', format), report('--format', format)]);
      expect(first.stdout).toBe(second.stdout);
      expect(first.stdout.length).toBeGreaterThan(100);
    }
  });

  it('uses no colour in a pipe unless forced, and ASCII alone in the C locale', async () => {
    const escape = '\u001B';
    expect((await report()).stdout).not.toContain(escape);
    expect((await oai(['report', 'concentration', '--db', path], { CI: 'true' })).stdout).not.toContain(
      escape,
    );
    expect((await oai(['report', 'concentration', '--db', path], { FORCE_COLOR: '1' })).stdout).toContain(
      escape,
    );
    expect(
      (await oai(['report', 'concentration', '--db', path], { FORCE_COLOR: '1', NO_COLOR: '1' })).stdout,
    ).toContain(escape);
    expect(
      (await oai(['report', 'concentration', '--db', path, '--no-color'], { FORCE_COLOR: '1' })).stdout,
    ).not.toContain(escape);
    const plain = await oai(['report', 'concentration', '--db', path], { LANG: 'C' });
    expect(plain.stdout).toMatch(/^[\n\x20-\x7e]+$/);
  });

  it('puts the published figures beside the computed ones', async () => {
    const { stdout } = await report('--json');
    const { published } = JSON.parse(stdout) as { published: { id: string; computed: number | null }[] };
    expect(published.map(({ id }) => id)).toEqual(['C1', 'C1b', 'C2a', 'C2b', 'C3', 'C3b', 'C4', 'C5']);
    expect(published.find(({ id }) => id === 'C4')?.computed).toBe(0.7);
    expect(published.find(({ id }) => id === 'C1')).toMatchObject({ computed: null });
  });
});

describe('oai report', () => {
  it('lists the reports, as text and as JSON', async () => {
    expect((await oai(['report', '--list'])).stdout).toMatch(
      /^concentration +How few models take how much\?$/m,
    );
    expect(JSON.parse((await oai(['report', '--list', '--json'])).stdout)).toContainEqual({
      name: 'concentration',
      question: 'How few models take how much?',
    });
  });

  it.each([
    [['report'], /Which report/],
    [['report', 'nothing'], /unknown command|too many arguments/],
    [['report', 'concentration', '--metric', 'stars'], /Allowed choices are 30d, all-time, likes/],
    [['report', 'concentration', '--json', '--format', 'csv'], /contradict/],
    [['report', 'concentration', '--table', 'top'], /--table chooses/],
  ])('exits 2 on %j', async (args, message) => {
    const { code, stderr } = await oai([...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('exits 2 and names the mend where the store is damaged', async () => {
    const copy = join(tempFolder(), 'damaged.db');
    copyFileSync(path, copy);
    const db = new Database(copy);
    db.exec(
      `UPDATE night_column SET data = zeroblob(9) WHERE column_name = 'downloads_30d'; DELETE FROM newest_column`,
    );
    db.close();
    const { code, stderr } = await oai(['report', 'concentration', '--db', copy]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/downloads_30d of the night .* cannot be read[^]*oai check/);
  });

  it('exits 5 where there is no store', async () => {
    const { code, stderr } = await oai(['report', 'concentration', '--db', join(tempFolder(), 'none.db')]);
    expect(code).toBe(5);
    expect(stderr).toContain('oai crawl');
  });
});

describe('oai status and oai runs', () => {
  it('tell what is in the store and what to do next', async () => {
    const { stdout } = await oai(['status', '--db', path]);
    expect(stdout).toMatch(/^newest night +\d{4}-\d\d-\d\d, 10 models, run 1/m);
    expect(JSON.parse((await oai(['status', '--db', path, '--json'])).stdout)).toMatchObject({
      models: 10,
      authors: 2,
      nights: 1,
      quarantined: 0,
      newest_night: { run: 1, models: 10 },
      unfinished: [],
      next: `oai report concentration --db ${path}`,
    });
    expect((await oai(['runs', '--db', path])).stdout).toMatch(
      /1 +\d{4}-\d\d-\d\d \d\d:\d\d UTC +complete +\d{4}-\d\d-\d\d +10 +10/,
    );
    expect(JSON.parse((await oai(['runs', '--db', path, '--json'])).stdout)).toMatchObject([
      { run: 1, models: 10, status: 'complete' },
    ]);
  });
});
