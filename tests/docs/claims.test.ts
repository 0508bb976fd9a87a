import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { readRecorded } from '../../src/local-hub/read-recorded.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { render } from '../../src/render/index.js';
import { loadClaims } from '../../src/reports/claims.js';
import type { ClaimsResult, JudgedClaim } from '../../src/reports/claims-result.js';
import { verdictMarks } from '../../src/reports/claims-words.js';
import type { ReportOutput } from '../../src/reports/types.js';
import { loadReport } from '../support/claims.js';
import { crawlInto } from '../support/crawl.js';
import { expectDocsTable } from '../support/docs-section.js';
import { readNight } from '../support/nights.js';
import { registryOf, shippedLayer } from '../support/registry.js';
import { sharedFolder } from '../support/temp.js';

const folder = sharedFolder();
const registry = registryOf([shippedLayer()]);
const recordings = {
  'july-2022': '2022-07-01',
  'may-2026': '2026-05-24',
  'august-2026': '2026-08-22',
} as const;
const models = new Map<string, ListedModel[]>();
const outputs = new Map<string, ReportOutput>();

beforeAll(async () => {
  const report = await loadClaims(loadReport);
  for (const name of ['july-2022', 'may-2026', 'august-2026'] as const) {
    const path = join(folder, `${name}.db`);
    const recorded = await readRecorded(name);
    models.set(name, recorded);
    const hub = await startLocalHub({ source: recordedSource(recorded), clock: systemClock });
    const clock = { ...systemClock, now: () => Date.parse(`${recordings[name]}T03:00:00Z`) };
    await crawlInto(path, hub.endpoint, { clock });
    await hub.close();
    const output = readNight(path, {}, (night) =>
      report.run(night, { source: ['document'] }, { registry: () => registry }),
    );
    outputs.set(name, output);
  }
}, 120_000);

const claimsOf = (name: string): JudgedClaim[] => {
  const output = outputs.get(name);
  if (output === undefined) throw new Error(`${name} was not crawled`);
  return (output.result as ClaimsResult).claims;
};

describe('docs/claims.md', () => {
  it('has the verdict on each of the 14 statements for each recorded data set, and why', async () => {
    const names = [...outputs.keys()];
    const rows = claimsOf('july-2022').map(({ id, words }, index) => [
      id,
      words,
      ...names.map((name) => {
        const claim = claimsOf(name)[index];
        if (claim?.id !== id) throw new Error(`${name} lacks ${id}`);
        const nearest = claim.nearest === null ? '' : `; ${claim.nearest.label}: ${claim.nearest.value}`;
        return `${verdictMarks[claim.verdict]} **${claim.verdict}**: ${claim.why}${nearest}`;
      }),
    ]);
    expect(rows.map(([id]) => id)).toEqual(Array.from({ length: 14 }, (_, index) => `D${index + 1}`));
    await expectDocsTable('claims.md', 'statements', ['', 'The document says', ...names], rows);
  });
});

describe('the recorded data sets', () => {
  it('are told from the Hub: two samples, and the whole Hub of 2022, which is before every statement', () => {
    const codes = (name: string) => claimsOf(name).map(({ reason }) => reason.code);
    expect(codes('july-2022')).not.toContain('sample');
    expect(codes('july-2022')).toContain('night_before');
    expect(codes('may-2026')).toContain('sample');
    expect(codes('august-2026')).toContain('sample');
  });

  it('have DeepSeek-R1 of January 2025, where they have it', () => {
    for (const name of ['may-2026', 'august-2026'] as const) {
      const model = models.get(name)?.find(({ id }) => id === 'deepseek-ai/DeepSeek-R1');
      expect(model?.createdAt?.slice(0, 10)).toBe('2025-01-20');
      expect(claimsOf(name).find(({ id }) => id === 'D5')).toMatchObject({ verdict: 'off', computed: 2025 });
    }
  });

  it('have as many authors as there are names before the slash', () => {
    const authors = new Set(models.get('august-2026')?.map(({ id }) => id.split('/')[0]));
    expect(claimsOf('august-2026')[0]?.nearest?.value).toBe(authors.size);
  });
});

describe('docs/reports/claims.md', () => {
  it('shows what the report prints of the sample of August 2026', () => {
    const output = outputs.get('august-2026');
    if (output === undefined) throw new Error('not crawled');
    const printed = render('table', output, { width: 80, colour: false, unicode: true });
    const file = fileURLToPath(new URL('../../docs/reports/claims.md', import.meta.url));
    const example = printed.slice(0, printed.indexOf('\nmodels of this night'));
    if (process.env['UPDATE_DOCS'] === '1') {
      const page = readFileSync(file, 'utf8').replace(
        /```text\n(?:.*?\n)?```/s,
        () => `\`\`\`text\n${example}\`\`\``,
      );
      writeFileSync(file, page);
    }
    const page = readFileSync(file, 'utf8');
    expect(page).toContain(`# claims\n\n${output.question}\n`);
    expect(page, 'UPDATE_DOCS=1 npx vitest run tests/docs/claims.test.ts').toContain(
      `\`\`\`text\n${example}\`\`\``,
    );
  });
});
