import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { baseModelsOf } from '../../src/domain/tags.js';
import { readRecorded } from '../../src/local-hub/read-recorded.js';
import { familiesOf, originalFinder, readFamilies } from '../../src/reports/families.js';
import { plainModels } from '../support/models.js';
import { readNight } from '../support/nights.js';
import { storeOf } from '../support/report-runs.js';

const families = readFamilies();
const familyOf = (id: string): string | undefined => families[originalFinder(families)(id)]?.name;

function cellsOf(file: string): Record<string, string>[] {
  return parse(readFileSync(new URL(`../../data/${file}`, import.meta.url)), { columns: true });
}

describe('data/families.csv', () => {
  test('names only entities and namespaces that the registry knows', () => {
    const entities = new Set(cellsOf('registry/entities.csv').map((row) => row['id']));
    const namespaces = new Set(
      cellsOf('registry/namespaces.csv').map((row) => row['namespace']?.toLowerCase()),
    );
    for (const { name, entityIds, originals } of families) {
      expect(entityIds.length, name).toBeGreaterThan(0);
      for (const id of entityIds) expect(entities, name).toContain(id);
      for (const { namespace } of originals) {
        if (namespace !== '') expect(namespaces, name).toContain(namespace);
      }
    }
  });

  test('has in each row either a tag or originals, and takes no whole namespace twice', () => {
    const rows = cellsOf('families.csv');
    for (const row of rows) {
      const isTag = row['tag'] !== '';
      expect(row['entity_id'] === '', JSON.stringify(row)).toBe(isTag);
      expect(row['namespace'] === '' && row['name_pattern'] === '', JSON.stringify(row)).toBe(isTag);
    }
    const whole = rows.filter((row) => row['tag'] === '' && row['name_pattern'] === '');
    expect(new Set(whole.map((row) => row['namespace'])).size).toBe(whole.length);
    const tags = rows.flatMap(({ tag = '' }) => (tag === '' ? [] : [tag.toLowerCase()]));
    expect(new Set(tags).size).toBe(tags.length);
  });

  test('matches no recorded name by two families', async () => {
    const models = [...(await readRecorded('august-2026')), ...(await readRecorded('july-2022'))];
    const names = new Set(
      models.flatMap(({ id, tags = [] }) => [id, ...baseModelsOf(tags).map(({ name }) => name)]),
    );
    let matched = 0;
    const wrong: string[] = [];
    for (const id of names) {
      const slash = id.indexOf('/');
      const [namespace, name] = [id.slice(0, Math.max(0, slash)).toLowerCase(), id.slice(slash + 1)];
      const found = families.filter(({ originals }) =>
        originals.some((each) => each.namespace === namespace && (each.pattern?.test(name) ?? true)),
      );
      if (found.length > 1 || familyOf(id) !== found[0]?.name) wrong.push(id);
      matched += found.length;
    }
    expect(wrong).toEqual([]);
    expect(matched).toBeGreaterThan(500);
  });

  test('tells originals by whom and what they are called', () => {
    expect(familyOf('Qwen/QwQ-32B')).toBe('Qwen');
    expect(familyOf('qwen/qwen3-8b')).toBe('Qwen');
    expect(familyOf('google/gemma-3-4b-it')).toBe('Gemma');
    expect(familyOf('google/t5gemma-2b')).toBe('Gemma');
    expect(familyOf('google/flan-t5-base')).toBe('T5');
    expect(familyOf('google/umt5-base')).toBe('T5');
    expect(familyOf('google/vit-base-patch16-224')).toBe('ViT');
    expect(familyOf('OpenGVLab/Mini-InternVL-Chat-4B-V1-5')).toBe('InternVL');
    expect(familyOf('BlinkDL/rwkv-7-world')).toBe('RWKV');
    expect(familyOf('zai-org/GLM-4.6')).toBe('GLM');
    expect(familyOf('tencent/Hy3')).toBe('Hunyuan');
    expect(familyOf('laion/CLIP-ViT-H-14-laion2B-s32B-b79K')).toBe('CLIP');
    expect(familyOf('google/owlvit-base')).toBeUndefined();
    expect(familyOf('laion/tt-x7_cliplow-lo0p05-69-30B')).toBeUndefined();
    expect(familyOf('zai-org/CogVideoX-5b-I2V')).toBeUndefined();
    expect(familyOf('ByteDance-Seed/SeedVR2-3B')).toBeUndefined();
    expect(familyOf('tencent/hyperlink')).toBeUndefined();
    expect(familyOf('bert-base-uncased')).toBe('BERT');
    expect(familyOf('distilbert-base-uncased')).toBe('DistilBERT');
    expect(familyOf('xlm-roberta-base')).toBe('RoBERTa');
    expect(familyOf('somebody/Qwen3-8B')).toBeUndefined();
    expect(familyOf('')).toBeUndefined();
  });
});

test('a model is of the family of its root, found in the night or by its name alone', async () => {
  const rows: [id: string, ...bases: string[]][] = [
    ['Qwen/Qwen3-8B'],
    ['Qwen/Qwen3-8B-FP8', 'Qwen/Qwen3-8B'],
    ['a/tuned', 'quantized:Qwen/Qwen3-8B-FP8'],
    ['b/tuned-gguf', 'a/tuned'],
    ['c/of-what-is-gone', 'meta-llama/Llama-3.1-8B'],
    ['d/own'],
    ['e/of-own', 'd/own'],
    ['nvidia/Llama-Nemotron', 'meta-llama/Llama-3.1-8B'],
    ['f/nearest', 'merge:Qwen/Qwen3-8B', 'finetune:google/gemma-2b'],
    ['Qwen/one', 'Qwen/two'],
    ['Qwen/two', 'Qwen/one'],
    ['gpt2'],
  ];
  const path = await storeOf(
    plainModels(rows.length, (index) => {
      const [id = '', ...bases] = rows[index] ?? [];
      return { id, tags: bases.map((base) => `base_model:${base}`) };
    }),
  );
  const found = readNight(path, {}, (night) => {
    const { families: known, byRoot, originals } = familiesOf(night);
    const nameOf = (place: number | undefined) => known[place ?? -1]?.name ?? null;
    const positions = [...byRoot.keys()];
    return night
      .names(positions)
      .map((id, position) => [id, nameOf(byRoot[position]), nameOf(originals[position])]);
  });
  const byName = new Map(found.map(([id, ...rest]) => [id, rest]));
  expect(rows.map(([id]) => [id, ...(byName.get(id) ?? [])])).toEqual([
    ['Qwen/Qwen3-8B', 'Qwen', 'Qwen'],
    ['Qwen/Qwen3-8B-FP8', 'Qwen', 'Qwen'],
    ['a/tuned', 'Qwen', null],
    ['b/tuned-gguf', 'Qwen', null],
    ['c/of-what-is-gone', 'Llama', null],
    ['d/own', null, null],
    ['e/of-own', null, null],
    ['nvidia/Llama-Nemotron', 'Llama', 'Nemotron'],
    ['f/nearest', 'Gemma', null],
    ['Qwen/one', 'Qwen', 'Qwen'],
    ['Qwen/two', 'Qwen', 'Qwen'],
    ['gpt2', 'GPT-2', 'GPT-2'],
  ]);
});
