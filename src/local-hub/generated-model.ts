import type { ListedModel } from '../domain/listed-model.js';
import { draw, drawBits, drawRank } from './draw.js';
import { type GeneratedIds, generatedIds, NEWEST_SECONDS } from './generated-ids.js';
import type { GeneratedNames } from './generated-names.js';

const PIPELINES = [
  'text-generation',
  'text-classification',
  'text-to-image',
  'reinforcement-learning',
  'fill-mask',
];
const LIBRARIES = ['transformers', 'peft', 'diffusers', 'gguf', 'stable-baselines3', 'sentence-transformers'];
const LICENSES = ['apache-2.0', 'mit', 'other', 'openrail', 'cc-by-4.0', 'llama3.1', 'cc-by-nc-4.0'];
const LANGUAGES = ['en', 'zh', 'fr', 'de', 'es', 'ja', 'ko', 'ar', 'hi', 'ru', 'pt', 'it'];
const RELATIONS = ['finetune', 'adapter', 'quantized', 'merge'];
const SIZES = [
  22_713_728, 110_106_428, 494_032_768, 1_543_714_304, 7_615_616_512, 70_553_706_496, 671_026_419_200,
];
const SIBLINGS = ['.gitattributes', 'README.md', 'config.json'].map((rfilename) => ({ rfilename }));

enum Purpose {
  Downloads,
  DownloadsTail,
  History,
  Likes,
  Trending,
  Touched,
  Gated,
  HasPipeline,
  Pipeline,
  HasLibrary,
  Library,
  HasLicense,
  License,
  HasLanguage,
  Language,
  HasBase,
  Base,
  Relation,
  HasSize,
  Size,
  FreeTags,
  Sha = 30,
  FreeTag = 40,
}

export interface GeneratedHub {
  models: number;
  seed: number;
  names: GeneratedNames;
  /** Size of the pool of free tags. */
  tags: number;
}

export interface GeneratedModels extends Pick<GeneratedIds, 'objectIdAt'> {
  /** The `i`-th model by age, 0 the oldest. */
  at: (i: number) => ListedModel;
}

/** Computes models with the Hub's skew: 70 % without downloads, the rest heavy-tailed, most metadata missing. */
export function generatedModel(hub: GeneratedHub): GeneratedModels {
  const { seed, names } = hub;
  const { secondsAt, objectIdAt } = generatedIds(hub.models, seed);
  const chance = (i: number, purpose: Purpose) => draw(seed, i, purpose);

  function downloadsOf(i: number): number {
    if (chance(i, Purpose.Downloads) < 0.7) return 0;
    return Math.min(300_000_000, paretoOf(chance(i, Purpose.DownloadsTail), 0.7));
  }

  function tagsOf(i: number, library: string | undefined, pipeline: string | undefined): string[] {
    const tags = [library, pipeline].filter((tag) => tag !== undefined);
    if (chance(i, Purpose.HasSize) < 0.45) tags.push('safetensors');
    if (chance(i, Purpose.HasLanguage) < 0.4) tags.push(pick(LANGUAGES, chance(i, Purpose.Language) ** 2));
    if (i > 0 && chance(i, Purpose.HasBase) < 0.5) {
      const base = names.modelId(drawRank(chance(i, Purpose.Base), i));
      tags.push(
        `base_model:${base}`,
        `base_model:${pick(RELATIONS, chance(i, Purpose.Relation) ** 2)}:${base}`,
      );
    }
    if (chance(i, Purpose.HasLicense) < 0.6)
      tags.push(`license:${pick(LICENSES, chance(i, Purpose.License) ** 2)}`);
    // Beside lineage the Hub's models carry 9.3 tags on average.
    const named = tags.filter((tag) => !tag.startsWith('base_model:')).length + 1;
    const wanted = Math.floor(7 + chance(i, Purpose.FreeTags) * 5.6) - named;
    const free = new Set<string>();
    for (let n = 0; free.size < wanted && n < 20; n++) {
      free.add(`topic-${drawRank(chance(i, Purpose.FreeTag + n), hub.tags)}`);
    }
    return [...tags, ...free, 'region:us'];
  }

  function shaOf(i: number): string {
    let sha = '';
    for (let n = 0; n < 5; n++)
      sha += drawBits(seed, i, Purpose.Sha + n)
        .toString(16)
        .padStart(8, '0');
    return sha;
  }

  function at(i: number): ListedModel {
    const createdSeconds = secondsAt(i);
    const touched = chance(i, Purpose.Touched) ** 8;
    const downloads = downloadsOf(i);
    const pipeline =
      chance(i, Purpose.HasPipeline) < 0.45 ? pick(PIPELINES, chance(i, Purpose.Pipeline) ** 2) : undefined;
    const library =
      chance(i, Purpose.HasLibrary) < 0.6 ? pick(LIBRARIES, chance(i, Purpose.Library) ** 2) : undefined;
    const gated = chance(i, Purpose.Gated);
    const total = pick(SIZES, chance(i, Purpose.Size));
    const hasSize = chance(i, Purpose.HasSize) < 0.45;
    return {
      _id: objectIdAt(i),
      id: names.modelId(i),
      author: names.author(i),
      private: false,
      disabled: false,
      gated: gated < 0.97 ? false : gated < 0.99 ? 'auto' : 'manual',
      lastModified: isoOf(createdSeconds + Math.floor(touched * (NEWEST_SECONDS - createdSeconds))),
      sha: shaOf(i),
      ...(pipeline !== undefined && { pipeline_tag: pipeline }),
      ...(library !== undefined && { library_name: library }),
      tags: tagsOf(i, library, pipeline),
      likes: Math.floor(
        Math.sqrt(downloads) * 0.2 * chance(i, Purpose.Likes) + chance(i, Purpose.Likes) ** 6 * 3,
      ),
      downloads,
      downloadsAllTime: Math.floor(
        downloads * (1 + 12 * chance(i, Purpose.History)) + 40 * chance(i, Purpose.History),
      ),
      // The score of the Hub is a fraction now and then.
      trendingScore: chance(i, Purpose.Trending) < 0.98 ? 0 : Math.round(Math.sqrt(downloads) * 2 + 2) / 10,
      createdAt: isoOf(createdSeconds),
      ...(hasSize && { safetensors: { parameters: { BF16: total }, total } }),
      ...(!hasSize &&
        library === 'gguf' && { gguf: { total, architecture: 'llama', context_length: 32_768 } }),
      siblings: SIBLINGS,
    };
  }

  return { at, objectIdAt };
}

/** A whole number of at least 1 whose chance to exceed x falls as x to the power of minus `exponent`. */
export function paretoOf(uniform: number, exponent: number): number {
  return Math.floor((1 - uniform) ** (-1 / exponent));
}

export function isoOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

export function pick<T>(values: readonly T[], uniform: number): T {
  const value = values[Math.floor(uniform * values.length)];
  if (value === undefined) throw new RangeError('nothing to pick from');
  return value;
}
