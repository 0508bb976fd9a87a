import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { countryName, countryOf, isCountry, isoCountries } from '../../src/registry/country.js';
import { lintRegistry } from '../../src/registry/lint-registry.js';
import { registryTables, type TableName } from '../../src/registry/tables.js';
import { entityTypes, profiles, roles } from '../../src/registry/vocabulary.js';
import { registryOf, shippedLayer } from '../support/registry.js';

const shipped = shippedLayer();
const registry = registryOf([shipped]);
const textOf = (name: TableName): string => {
  const file = shipped.files.find((each) => each.name === registryTables[name].file);
  return Buffer.from(file?.bytes ?? []).toString('utf8');
};

describe('the shipped registry', () => {
  it('lints clean', () => {
    expect(lintRegistry([shipped])).toEqual([]);
  });

  it('has every file of a registry', () => {
    expect(shipped.files.map(({ name }) => name).sort()).toEqual(
      Object.values(registryTables)
        .map(({ file }) => file)
        .sort(),
    );
  });

  it('has its rows in order, so that changes merge', () => {
    for (const name of ['entities', 'namespaces', 'alternatives', 'bigTech', 'fortune500'] as const) {
      const keys = textOf(name)
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[0]?.toLowerCase() ?? '');
      expect(keys.length).toBeGreaterThan(10);
      expect(keys, name).toEqual([...keys].sort());
    }
  });

  it.each([
    ['Qwen', 'alibaba', 'CN', 'big-tech'],
    ['google-bert', 'alphabet', 'US', 'big-tech'],
    ['deepmind', 'alphabet', 'GB', 'big-tech'],
    ['RedHatAI', 'ibm', 'US', 'big-tech'],
    ['PaddlePaddle', 'baidu', 'CN', 'big-tech'],
    ['moonshotai', 'moonshot-ai', 'CN', 'company'],
    ['sentence-transformers', 'tu-darmstadt', 'DE', 'university'],
    ['UKPLab', 'tu-darmstadt', 'DE', 'university'],
    ['mistralai', 'mistral-ai', 'FR', 'company'],
    ['Lightricks', 'lightricks', 'IL', 'company'],
    ['tiiuae', 'atrc', 'AE', 'government'],
    ['BAAI', 'baai', 'CN', 'non-profit'],
    ['dell-research-harvard', 'harvard-university', 'US', 'university'],
    ['bigscience', 'bigscience', 'XX', 'community'],
    ['utter-project', 'utter-eurollm-consortium', 'EU', 'university'],
    ['mlx-community', 'mlx-community', null, 'community'],
    ['stable-diffusion-v1-5', 'stable-diffusion-v1-5-mirror', null, 'community'],
    ['Walmart-the-bag', 'walmart-the-bag', null, 'individual'],
    ['Deepseek', 'deepseek-name-users', null, 'individual'],
    ['ubergarm', 'ubergarm', null, 'individual'],
  ])('knows who is behind %s', (namespace, ultimate, country, type) => {
    const found = registry.resolve(namespace, '2026-09-01');
    expect((found?.owners.at(-1) ?? found?.entity)?.id).toBe(ultimate);
    expect(found?.country.value).toBe(country);
    expect(found?.type.value).toBe(type);
  });

  it.each([
    ['mosaicml', '2023-06-30', 'mosaicml', '2023-07-01', 'databricks'],
    ['VMware', '2023-11-21', 'vmware', '2023-11-22', 'broadcom'],
    ['jinaai', '2025-10-08', 'jina-ai', '2025-10-09', 'elastic'],
    ['xai-org', '2026-02-01', 'xai', '2026-02-02', 'spacex'],
    ['Deci', '2024-04-30', 'deci-ai', '2024-05-01', 'nvidia'],
    ['Aleph-Alpha', '2026-04-24', 'aleph-alpha', '2026-09-01', 'aleph-alpha'],
  ])('dates the owner of %s', (namespace, before, ownerBefore, after, ownerAfter) => {
    const ultimate = (day: string) => {
      const found = registry.resolve(namespace, day);
      return (found?.owners.at(-1) ?? found?.entity)?.id;
    };
    expect([ultimate(before), ultimate(after)]).toEqual([ownerBefore, ownerAfter]);
  });

  it('gives both names of a renamed account to one entity', () => {
    for (const [before, after] of [
      ['AIDC-AI', 'ATH-MaaS'],
      ['CohereForAI', 'CohereLabs'],
      ['neuralmagic', 'RedHatAI'],
    ] as const) {
      const [one, two] = [before, after].map((name) => registry.resolve(name, '2026-09-01')?.entity.id);
      expect(one).toBeDefined();
      expect(one).toBe(two);
    }
  });

  it('gives Sentence Transformers to its steward, and Hugging Face to France, only when asked', () => {
    const day = '2026-09-01';
    const countries = (profile: (typeof profiles)[number]) => {
      const read = registryOf([shipped], profile);
      return ['sentence-transformers', 'huggingface', 'timm', 'deepmind'].map(
        (name) => read.resolve(name, day)?.country.value,
      );
    };
    expect(countries('default')).toEqual(['DE', 'US', 'US', 'GB']);
    expect(countries('steward')).toEqual(['US', 'US', 'US', 'GB']);
    expect(countries('hf-french')).toEqual(['DE', 'FR', 'FR', 'GB']);
    expect(countries('parent-seat')).toEqual(['DE', 'US', 'US', 'US']);
  });

  it('knows the namespaces of the ids without one', () => {
    for (const [id, namespace] of [
      ['bert-base-uncased', 'google-bert'],
      ['gpt2', 'openai-community'],
      ['gpt2-xl', 'openai-community'],
      ['roberta-large', 'FacebookAI'],
      ['distilbert-base-uncased', 'distilbert'],
      ['camembert-base', 'almanach'],
      ['roberta-large-openai-detector', 'openai-community'],
    ] as const)
      expect(registry.namespaceOf(id)).toBe(namespace);
    expect(registry.namespaceOf('gpt2000')).toBeUndefined();
  });

  it('knows the ids without a namespace of every family, to their ends', () => {
    const families = [
      'bert-base-cased-finetuned-mrpc bert-base-german-dbmdz-cased bert-base-multilingual-uncased bert-large-uncased',
      'bert-large-cased-whole-word-masking-finetuned-squad albert-xxlarge-v2 t5-small t5-11b roberta-base',
      'roberta-large-mnli distilbert-base-uncased-distilled-squad distilbert-base-multilingual-cased',
      'distilbert-base-uncased-finetuned-sst-2-english transfo-xl-wt103 xlm-clm-enfr-1024 xlm-mlm-17-1280',
      'xlm-mlm-tlm-xnli15-1024 xlm-roberta-large-finetuned-conll03-german xlnet-large-cased',
    ];
    const ids = families.flatMap((line) => line.split(' '));
    expect(ids.filter((id) => registry.namespaceOf(id) === undefined)).toEqual([]);
  });

  it('takes no free text for an id without a namespace', () => {
    const texts = [
      'bert-like',
      'bert-base-uncased-finetuned',
      't5-based encoder',
      'roberta-wwm',
      'albert-einstein',
    ];
    const more = [
      'distilbert-mine',
      'xlm-roberta-something',
      'xlnet-x',
      'gpt2-large-mine',
      'transfo-xl-mine',
    ];
    expect([...texts, ...more].filter((text) => registry.namespaceOf(text) !== undefined)).toEqual([]);
  });

  it('has the 27 members of the European Union, and its consortia, in EU27', () => {
    const members = registry.countryGroup('EU27') ?? new Set();
    expect(members.size).toBe(28);
    expect(['EU', 'DE', 'FR', 'BG', 'HR'].filter((code) => !members.has(code))).toEqual([]);
    expect(['GB', 'CH', 'NO', 'XX'].filter((code) => members.has(code))).toEqual([]);
  });

  it('is described by docs/registry.md: every file, column, type, role and profile', () => {
    const page = readFileSync(new URL('../../docs/registry.md', import.meta.url), 'utf8');
    const words = [
      ...Object.values(registryTables).flatMap(({ file, columns }) => [file, ...columns]),
      ...entityTypes,
      ...roles,
      ...profiles,
    ];
    expect(words.filter((word) => !page.includes(`\`${word}\``))).toEqual([]);
  });
});

describe('country codes', () => {
  it('are the 249 of ISO 3166-1, EU and XX', () => {
    expect(isoCountries).toHaveLength(249);
    expect(['DE', 'GB', 'TW', 'HK', 'EU', 'XX'].filter((code) => !isCountry(code))).toEqual([]);
    expect(['UK', 'SU', 'XK', 'ZZ', 'UN', 'de', ''].filter(isCountry)).toEqual([]);
  });

  it('are found by the names that tables use', () => {
    expect(
      ['United States', 'usa', 'South Korea', 'Czech Republic', 'UK', 'DE', 'Narnia'].map(countryOf),
    ).toEqual(['US', 'US', 'KR', 'CZ', 'GB', 'DE', undefined]);
    expect(isoCountries.filter((code) => countryOf(countryName(code)) !== code)).toEqual([]);
  });

  it('have names, and what is no country keeps its own', () => {
    expect(['DE', 'EU', 'EU27', 'individuals', 'ZZ', ''].map(countryName)).toEqual([
      'Germany',
      'European Union',
      'EU27',
      'individuals',
      'ZZ',
      '',
    ]);
  });
});
