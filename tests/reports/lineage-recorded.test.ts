import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { baseModelsOf } from '../../src/domain/tags.js';
import { readRecorded } from '../../src/local-hub/read-recorded.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { render } from '../../src/render/index.js';
import type { LineageResult } from '../../src/reports/lineage-result.js';
import { lineage } from '../../src/reports/lineage.js';
import { edgeRelations } from '../../src/store/lineage.js';
import { crawlInto } from '../support/crawl.js';
import { readNight } from '../support/nights.js';
import { runReport } from '../support/report-runs.js';
import { sharedFolder } from '../support/temp.js';

const folder = sharedFolder();
const may = join(folder, 'may-2026.db');
const august = join(folder, 'august-2026.db');
let models: { may: ListedModel[]; august: ListedModel[] } = { may: [], august: [] };

async function crawl(path: string, served: ListedModel[], day: string): Promise<void> {
  const hub = await startLocalHub({ source: recordedSource(served), clock: systemClock });
  const clock = { ...systemClock, now: () => Date.parse(`${day}T03:00:00Z`) };
  await crawlInto(path, hub.endpoint, { clock });
  await hub.close();
}

beforeAll(async () => {
  models = { may: await readRecorded('may-2026'), august: await readRecorded('august-2026') };
  await crawl(may, models.may, '2026-05-24');
  await crawl(august, models.august, '2026-08-22');
});

const declared = ({ baseModels }: ListedModel) =>
  (baseModels?.models ?? []).map(({ id }) => `${baseModels?.relation} ${id}`).sort();
const tagged = ({ tags = [] }: ListedModel) =>
  baseModelsOf(tags)
    .map(({ relation, name }) => `${relation} ${name}`)
    .sort();

it('finds in the tags of May 2026 the relations and bases that the column baseModels gives, without a difference', () => {
  const counts: Record<string, number> = {};
  for (const { baseModels } of models.may) {
    if (baseModels !== undefined) counts[baseModels.relation] = (counts[baseModels.relation] ?? 0) + 1;
  }
  expect(counts).toEqual({ finetune: 1401, merge: 1116, quantized: 49, adapter: 20 });
  const differing = models.may.filter((model) => declared(model).join() !== tagged(model).join());
  expect(differing.map(({ id }) => id)).toEqual([]);
  expect(
    models.may.filter((model) => declared(model).some((base) => base.endsWith(` ${model.id}`))),
  ).toHaveLength(6);
});

it('has in May 2026 beside every tag with a relation the bare one', () => {
  const bare = ({ tags = [] }: ListedModel) =>
    tags.flatMap((tag) => /^base_model:([^:]+)$/.exec(tag)?.[1] ?? []).sort();
  const related = (model: ListedModel) => (model.baseModels?.models ?? []).map(({ id }) => id).sort();
  const differing = models.may.filter((model) => bare(model).join() !== related(model).join());
  expect(differing.map(({ id }) => id)).toEqual([]);
});

it('stores of May 2026 exactly the edges that the column baseModels gives', () => {
  const stored = readNight(may, {}, (night) => {
    const { children, bases, relations } = night.edges();
    const positions = [...new Set(children)];
    const nameOf = new Map(night.names(positions).map((name, index) => [positions[index], name]));
    const baseNames = night.baseNames([...new Set(bases)]);
    return Array.from(children, (child, edge) =>
      [nameOf.get(child), edgeRelations[relations[edge] ?? -1], baseNames.get(bases[edge] ?? -1)].join(' '),
    );
  });
  const given = models.may.flatMap((model) => declared(model).map((base) => `${model.id} ${base}`));
  expect(given).toHaveLength(5201);
  expect(stored.sort()).toEqual(given.sort());
});

it('names in May 2026 each base by the id that its own row has', () => {
  const ids = new Map(models.may.map(({ _id, id }) => [id, _id]));
  const named = models.may
    .flatMap(({ baseModels }) => baseModels?.models ?? [])
    .filter(({ id }) => ids.has(id));
  expect(new Set(named.map(({ id }) => id)).size).toBe(1169);
  expect(named.filter(({ _id, id }) => ids.get(id) !== _id)).toEqual([]);
});

it('counts in the sample of August 2026 what the tags of the file say', () => {
  const result = runReport(august, lineage).result as LineageResult;
  const names = (relation: string) =>
    models.august.filter(({ tags = [] }) => tags.includes(`base_model:${relation}${result.model}`)).length;
  expect(result.model).toBe('Qwen/Qwen3.8-27B');
  expect(result.derivatives).toBe(names(''));
  expect(result.by_relation.map(({ models: count }) => count)).toEqual([
    names('finetune:'),
    names('adapter:'),
    names('quantized:'),
    names('merge:'),
    0,
  ]);
});

it('is on docs/reports/lineage.md as it is printed, with its tables', () => {
  const page = readFileSync(new URL('../../docs/reports/lineage.md', import.meta.url), 'utf8');
  const output = runReport(august, lineage, { model: 'Qwen/Qwen3.8-27B', depth: 1, children: 5 });
  const printed = render('table', output, { width: 80, colour: false, unicode: true });
  const [, example = ''] = /```text\n(.*?)```/s.exec(page) ?? [];
  expect(example.split('\n').length).toBeGreaterThan(10);
  expect(printed).toContain(example);
  const [, flowchart = ''] = /```mermaid\n(.*?)```/s.exec(page) ?? [];
  const small = runReport(august, lineage, { model: 'logic65/Qwen3.8-Whittle-16B', depth: 1, children: 3 });
  const body = (text: string) => text.split('\n').filter((line) => !line.includes('%%'));
  expect(body(flowchart).length).toBeGreaterThan(5);
  expect(body(flowchart)).toEqual(
    body(render('mermaid', small, { width: 80, colour: false, unicode: true })),
  );
  expect(page).toContain(`# lineage\n\n${lineage.question}\n`);
  for (const { name } of output.view.tables) expect(page).toContain(`\`${name}\``);
});
