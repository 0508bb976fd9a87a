import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { prometheusText } from '../../src/cli/prometheus-text.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { oai } from '../support/cli.js';
import { crawlInto, serve } from '../support/crawl.js';
import { queryOne } from '../support/dump.js';
import { plainModels } from '../support/models.js';
import { tempFolder } from '../support/temp.js';

const HOUR_MS = 3_600_000;

/** A store with one night of 30 models that ended `ageMs` ago. */
async function crawled({ ageMs = 0, file = 'oai.db', limit = null as number | null } = {}): Promise<string> {
  const hub = await serve({ source: recordedSource(plainModels(30)) });
  const path = join(tempFolder(), file);
  await crawlInto(path, hub.endpoint, { query: { repository: 'model', author: null, limit } });
  change(path, `UPDATE run SET finished_at = finished_at - ${ageMs}`);
  return path;
}

function change(path: string, sql: string): void {
  const db = new Database(path);
  db.exec(sql);
  db.close();
}

const status = (path: string, ...args: string[]) => oai(['status', '--db', path, ...args]);

describe('oai status --max-age', () => {
  it('is not fooled by a night that lies in the future', async () => {
    const { code, stdout, stderr } = await status(
      await crawled({ ageMs: -48 * HOUR_MS }),
      '--max-age',
      '36h',
    );
    expect(code).toBe(5);
    expect(stdout).toContain('IN THE FUTURE');
    expect(stderr).toContain('oai runs reject');
  });

  it('exits 0 while the newest good night is younger', async () => {
    const { code, stdout, stderr } = await status(await crawled({ ageMs: 35 * HOUR_MS }), '--max-age', '36h');
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^newest night .* 1 d 11 h old$/m);
  });

  it('exits 5 with the age when it is older, and still answers', async () => {
    const { code, stdout, stderr } = await status(await crawled({ ageMs: 37 * HOUR_MS }), '--max-age', '36h');
    expect(code).toBe(5);
    expect(stdout).toMatch(/^newest night /m);
    expect(stderr).toMatch(/The newest good night, [\d-]+, is 1 d 13 h old: more than 1 d 12 h\./);
    expect(stderr).toContain('oai doctor');
  });

  it('exits 5 without a night of the whole Hub', async () => {
    const { code, stderr } = await status(await crawled({ limit: 10 }), '--max-age', '36h');
    expect(code).toBe(5);
    expect(stderr).toContain('no good night');
  });

  it('exits 5 when the newest night is suspect, and says so', async () => {
    const path = await crawled();
    change(path, "UPDATE night SET quality = 'suspect'");
    const { code, stdout, stderr } = await status(path, '--max-age', '36h');
    expect(code).toBe(5);
    expect(stdout).toMatch(/^suspect +1 newer night set aside: see `oai runs`$/m);
    expect(stderr).toContain('1 newer night is suspect');
    change(path, "UPDATE night SET quality = 'accepted'");
    expect((await status(path, '--max-age', '36h')).code).toBe(0);
  });

  it('exits 5 without a store and 2 for what is no duration', async () => {
    expect((await status(join(tempFolder(), 'oai.db'), '--max-age', '36h')).code).toBe(5);
    const { code, stderr } = await status(await crawled(), '--max-age', '36 hours');
    expect(code).toBe(2);
    expect(stderr).toContain('not a duration');
  });
});

describe('oai status --format prometheus', () => {
  // https://prometheus.io/docs/instrumenting/exposition_formats/
  const family =
    /^# HELP (oai_[a-z_]+) (?:[^\\\n]|\\\\|\\n)+\n# TYPE \1 gauge\n\1\{store="((?:[^"\\\n]|\\["\\n])*)"\} (\S+)\n/;

  function read(text: string): { values: Record<string, number>; stores: Set<string> } {
    const [values, stores] = [new Map<string, number>(), new Set<string>()];
    for (let rest = text; rest !== '';) {
      const match = family.exec(rest);
      if (match === null) throw new Error(`not the text format: ${rest}`);
      const [whole, name = '', store = '', value] = match;
      expect(values.has(name)).toBe(false);
      values.set(name, Number(value));
      stores.add(store);
      rest = rest.slice(whole.length);
    }
    return { values: Object.fromEntries(values), stores };
  }

  it('is the text format, each metric once, with its values', async () => {
    const path = await crawled({ ageMs: HOUR_MS });
    const { code, stdout, stderr } = await status(path, '--format', 'prometheus');
    expect(code).toBe(0);
    expect(stderr).toBe('');
    const { values, stores } = read(stdout);
    expect(values).toMatchObject({
      oai_models: 30,
      oai_nights: 1,
      oai_suspect_nights: 0,
      oai_newest_night_models: 30,
      oai_newest_night_timestamp_seconds: Number(queryOne(path, 'SELECT finished_at / 1000.0 FROM run')),
      oai_last_run_models: 30,
      oai_last_run_complete: 1,
      oai_last_run_start_timestamp_seconds: Number(queryOne(path, 'SELECT started_at / 1000.0 FROM run')),
      oai_quarantined_entries: 0,
    });
    expect(values['oai_store_bytes']).toBeGreaterThan(10_000);
    expect([...stores]).toEqual([path]);
  });

  it('leaves out what there is not, rather than call it zero', async () => {
    const { values } = read((await status(await crawled({ limit: 10 }), '--format', 'prometheus')).stdout);
    expect(values).toMatchObject({ oai_nights: 0, oai_models: 10 });
    expect(Object.keys(values).filter((name) => /newest_night|last_run/.test(name))).toEqual([]);
  });

  it('says that a run is not complete', async () => {
    const path = await crawled();
    change(path, "UPDATE run SET status = 'stopped'");
    expect(read((await status(path, '--format', 'prometheus')).stdout).values).toMatchObject({
      oai_last_run_complete: 0,
    });
  });

  it('escapes the labels', async () => {
    const path = await crawled({ file: 'a "b" \\ c.db' });
    const [store = ''] = read((await status(path, '--format', 'prometheus')).stdout).stores;
    expect(store).toBe(path.replaceAll('\\', '\\\\').replaceAll('"', '\\"'));
    expect(prometheusText([{ name: 'oai_x', help: 'a\\b\nc', value: 1 }], { store: 'a\nb"\\' })).toBe(
      '# HELP oai_x a\\\\b\\nc\n# TYPE oai_x gauge\noai_x{store="a\\nb\\"\\\\"} 1\n',
    );
  });

  it('is written to a file whole, and picked by its suffix', async () => {
    const path = await crawled();
    const folder = tempFolder();
    const { code, stdout } = await status(path, '-o', join(folder, 'oai.prom'));
    expect(code).toBe(0);
    expect(stdout).toBe('');
    expect(readdirSync(folder)).toEqual(['oai.prom']);
    expect(read(readFileSync(join(folder, 'oai.prom'), 'utf8')).values).toMatchObject({ oai_models: 30 });
    await status(path, '-o', join(folder, 'oai.json'));
    expect(JSON.parse(readFileSync(join(folder, 'oai.json'), 'utf8'))).toMatchObject({
      models: 30,
      suspect_nights: 0,
      last_run: { status: 'complete' },
    });
  });

  it('exits 2 for two formats at once and for a file that cannot be written', async () => {
    const path = await crawled();
    expect((await status(path, '--json', '--format', 'prometheus')).code).toBe(2);
    const { code, stderr } = await status(path, '-o', join(tempFolder(), 'none', 'oai.prom'));
    expect(code).toBe(2);
    expect(stderr).toContain('cannot be written');
  });
});
