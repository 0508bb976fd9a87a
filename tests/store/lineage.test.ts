import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { readDescent } from '../../src/reports/attribution-lineage.js';
import { edgeRelations } from '../../src/store/lineage.js';
import { HubOverTime, readNight } from '../support/nights.js';
import { plainModels } from '../support/models.js';
import { tempFolder } from '../support/temp.js';

const named = (names: readonly [name: string, base?: string][]): ListedModel[] =>
  plainModels(names.length, (index) => {
    const [id = '', base] = names[index] ?? [];
    return { id, tags: base === undefined ? [] : [`base_model:finetune:${base}`] };
  });

describe('the bases of a night', () => {
  it('are found by a former name once they are renamed, and are missing where nothing has the name', async () => {
    const path = join(tempFolder(), 'oai.db');
    const models = named([
      ['old/base'],
      ['a/child', 'old/base'],
      ['b/grandchild', 'a/child'],
      ['c/orphan', 'gone/base'],
    ]);
    const hub = await HubOverTime.start(models, path);
    await hub.night('2026-01-01');
    const [base] = models;
    if (base !== undefined) models[0] = { ...base, id: 'new/base' };
    await hub.night('2026-01-02');
    const counts = (asOf: string) => readNight(path, { asOf }, (night) => readDescent(night, 'root').lineage);
    expect(counts('2026-01-01')).toMatchObject({ with_base: 3, found: 2, missing: 1 });
    expect(counts('2026-01-02')).toMatchObject({ with_base: 3, found: 2, renamed: 1, missing: 1 });
  });

  it('are missing once they are deleted, and then count by their name', async () => {
    const path = join(tempFolder(), 'oai.db');
    const models = named([['x/base'], ['y/child', 'x/base']]);
    const hub = await HubOverTime.start(models, path);
    await hub.night('2026-01-01');
    models.shift();
    await hub.night('2026-01-02');
    readNight(path, { asOf: '2026-01-02', includeSuspect: true }, (night) => {
      const { lineage, missingBases } = readDescent(night, 'base');
      expect(lineage).toMatchObject({ with_base: 1, found: 0, missing: 1 });
      expect([...night.baseNames(missingBases).values()]).toEqual(['x/base']);
    });
  });

  it('are read model by model, with every base and relation of each together', async () => {
    const path = join(tempFolder(), 'oai.db');
    const relations = ['adapter', 'finetune', 'merge', 'quantized'];
    const models = plainModels(60, (index) => ({
      id: `o/m${index}`,
      tags: [5, 3, 8].flatMap((step) => [
        `base_model:${relations[(index * step) % 4] ?? ''}:o/m${(index * step + 1) % 60}`,
      ]),
    }));
    await (await HubOverTime.start(models, path)).night('2026-01-01');
    readNight(path, {}, (night) => {
      const { children, bases, relations: kinds } = night.edges();
      expect(children.length).toBeGreaterThan(100);
      const keys = [...children].map((child, edge) => [child, bases[edge] ?? -1, kinds[edge] ?? -1]);
      const names = (key: number[]) => [key[0], key[1], edgeRelations[key[2] ?? -1]] as const;
      const sorted = [...keys].sort((a, b) => {
        const [[x, y, r], [u, v, s]] = [names(a), names(b)];
        return (x ?? 0) - (u ?? 0) || (y ?? 0) - (v ?? 0) || String(r).localeCompare(String(s));
      });
      expect(keys).toEqual(sorted);
    });
  });
});
