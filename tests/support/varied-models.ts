import { firstObjectIdOf } from '../../src/domain/object-id.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { mulberry32 } from './random.js';

const SENTINEL = '2022-03-02T23:29:04.000Z';
const TASKS = ['text-generation', 'text-to-image', 'automatic-speech-recognition', 'no-such-task'];
const LANGUAGES = ['en', 'zh', 'fr', 'ru', 'mlx'];
const SIZES = [0, 22_000_000, 150_000_000, 999_999_999, 1_000_000_000, 7_500_000_000, 1_000_000_000_000];

/**
 * Models in which every field is there or not, in all mixtures, with ties, zeros and sentinel dates; the same for the same
 * seed. Created up to the end of 2025.
 */
export function variedModels(count: number, seed: number): ListedModel[] {
  const random = mulberry32(seed);
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const maybe = <T>(share: number, value: T): T | undefined => (random() < share ? value : undefined);
  const skewed = (most: number): number => Math.floor(most ** random()) - 1;
  return Array.from({ length: count }, (_, index) => {
    const bornMs =
      Date.UTC(2022, 2, 3) + Math.floor(random() * (Date.UTC(2026, 0, 1) - Date.UTC(2022, 2, 3)));
    const born = random() < 0.1 ? SENTINEL : new Date(bornMs).toISOString();
    const task = maybe(0.7, pick(TASKS));
    const size = maybe(0.5, pick(SIZES));
    const gguf = maybe(0.3, pick(SIZES));
    const createdAt = maybe(0.95, born);
    const library = maybe(0.6, 'transformers');
    const allTime = maybe(0.9, skewed(1e9));
    return {
      _id: firstObjectIdOf(1_740_000_000 + index),
      id: `${random() < 0.05 ? '' : `author-${index % 9}/`}model-${index}`,
      private: false,
      downloads: skewed(1e6),
      likes: skewed(3000),
      tags: [
        ...LANGUAGES.filter(() => random() < 0.2),
        ...(random() < 0.5 ? ['license:mit'] : []),
        ...(random() < 0.4 ? ['base_model:author-0/model-0'] : []),
      ],
      ...(allTime !== undefined && { downloadsAllTime: allTime }),
      ...(createdAt !== undefined && { createdAt }),
      ...(task !== undefined && { pipeline_tag: task }),
      ...(library !== undefined && { library_name: library }),
      ...(size !== undefined && { safetensors: { total: size } }),
      ...(gguf !== undefined && { gguf: { total: gguf } }),
    };
  });
}
