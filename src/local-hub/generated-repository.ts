import type { ListedRepository } from '../domain/listed-model.js';
import type { RepositoryKind } from '../domain/repository-record.js';
import { draw } from './draw.js';
import { generatedIds, NEWEST_SECONDS } from './generated-ids.js';
import { isoOf, paretoOf, pick } from './generated-model.js';
import type { GeneratedNames } from './generated-names.js';
import type { ComputedRows } from './generated-source.js';

const TASKS = [
  'text-generation',
  'question-answering',
  'text-classification',
  'image-classification',
  'automatic-speech-recognition',
];
const SDKS = ['gradio', 'static', 'docker', 'streamlit'];

enum Purpose {
  Downloads = 200,
  Likes,
  Touched,
  Gated,
  HasTask,
  Task,
  Second,
  Robot,
  LeRobot,
  Sdk,
}

/**
 * Computes datasets or Spaces as models are computed: over half of the datasets name what they are for, a growing part of them
 * robotics.
 */
export function generatedRepositories(
  kind: RepositoryKind,
  { size, seed, names }: { size: number; seed: number; names: GeneratedNames },
): ComputedRows {
  const { secondsAt, objectIdAt } = generatedIds(size, seed);
  const chance = (i: number, purpose: Purpose): number => draw(seed, i, purpose);

  function tasksOf(i: number): string[] {
    if (chance(i, Purpose.HasTask) >= 0.55) return [];
    const isRobot = chance(i, Purpose.Robot) < 0.5 * (i / size) ** 3;
    const first = isRobot ? 'robotics' : pick(TASKS, chance(i, Purpose.Task) ** 2);
    const second = chance(i, Purpose.Second) < 0.1 ? [pick(TASKS, chance(i, Purpose.Second) * 10)] : [];
    const tags = [...new Set([first, ...second])].map((task) => `task_categories:${task}`);
    return isRobot && chance(i, Purpose.LeRobot) < 0.8 ? [...tags, 'LeRobot'] : tags;
  }

  function at(i: number): ListedRepository {
    const seconds = secondsAt(i);
    const touched = chance(i, Purpose.Touched) ** 8;
    const downloads = Math.min(10_000_000, paretoOf(chance(i, Purpose.Downloads), 0.8)) - 1;
    const gated = chance(i, Purpose.Gated);
    const common: ListedRepository = {
      _id: objectIdAt(i),
      id: names.modelId(i),
      author: names.author(i),
      private: false,
      disabled: false,
      lastModified: isoOf(seconds + Math.floor(touched * (NEWEST_SECONDS - seconds))),
      likes: Math.floor(chance(i, Purpose.Likes) ** 8 * 40),
      trendingScore: 0,
      createdAt: isoOf(seconds),
    };
    return kind === 'space'
      ? { ...common, sdk: pick(SDKS, chance(i, Purpose.Sdk) ** 2), tags: ['region:us'] }
      : {
          ...common,
          gated: gated < 0.95 ? false : gated < 0.98 ? 'auto' : 'manual',
          downloads,
          downloadsAllTime: downloads * 9,
          tags: [...tasksOf(i), 'size_categories:1K<n<10K', 'region:us'],
        };
  }

  return { size, at, objectIdAt };
}
