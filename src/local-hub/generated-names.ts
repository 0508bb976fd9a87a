import { draw, drawRank } from './draw.js';
import type { LocalOwner } from './types.js';

const ADJECTIVES = [
  'amber',
  'brisk',
  'calm',
  'dusky',
  'early',
  'fabled',
  'gentle',
  'hidden',
  'ivory',
  'jolly',
];
const NOUNS = [
  'badger',
  'curlew',
  'dormouse',
  'egret',
  'finch',
  'gannet',
  'heron',
  'ibis',
  'jackdaw',
  'kestrel',
];
const FAMILIES = [
  'Auro',
  'Brell',
  'Corvid',
  'Drift',
  'Elmwood',
  'Fennel',
  'Gossamer',
  'Hazel',
  'Inkwell',
  'Juniper',
];
const VARIANTS = ['base', 'instruct', 'chat', 'lora', 'GGUF', 'merged', 'v2', 'tiny'];

const MODEL_NAME = /^[^/]+\/.*-([0-9a-z]+)$/i;
const AUTHOR_NAME = /^([a-z]+)-([a-z]+)-(\d+)$/;

enum Purpose {
  Author = 100,
  Family,
  Variant,
  OwnerType,
  OwnerCount,
}

export interface GeneratedNames {
  author(model: number): string;
  /** `author/family-variant-index`. */
  modelId(model: number): string;
  /** The index a name would have, whether or not there is such a model. */
  modelIndexOf(id: string): number | undefined;
  owner(name: string): LocalOwner | undefined;
}

/** Invented names from which the index can be read back; a few of the `authors` own most models. */
export function generatedNames(seed: number, authors: number): GeneratedNames {
  const author = (model: number) => authorName(drawRank(draw(seed, model, Purpose.Author), authors));
  return {
    author,
    modelId(model) {
      const family = pick(FAMILIES, draw(seed, model, Purpose.Family));
      const variant = pick(VARIANTS, draw(seed, model, Purpose.Variant));
      return `${author(model)}/${family}-${variant}-${model.toString(36)}`;
    },
    modelIndexOf(id) {
      const tail = MODEL_NAME.exec(id)?.[1];
      return tail === undefined ? undefined : Number.parseInt(tail, 36);
    },
    owner(name) {
      const rank = authorRank(name.toLowerCase());
      if (rank === undefined || rank >= authors) return undefined;
      // Organisations are few, but most of the large namespaces.
      const isOrganization = draw(seed, rank, Purpose.OwnerType) < (rank < 100 ? 0.8 : 0.1);
      const followers = Math.floor(1 / (draw(seed, rank, Purpose.OwnerCount) + 1e-6));
      const common = { name: authorName(rank), fullname: titleOf(rank), numFollowers: followers };
      return isOrganization
        ? { type: 'org', ...common, isVerified: followers % 3 === 0, ...(rank < 20 && { plan: 'team' }) }
        : { type: 'user', ...common, isPro: followers % 20 === 0, createdAt: '2023-01-01T00:00:00.000Z' };
    },
  };
}

function authorName(rank: number): string {
  return `${adjective(rank)}-${noun(rank)}-${rank}`;
}

function titleOf(rank: number): string {
  return [adjective(rank), noun(rank)].map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}

function authorRank(name: string): number | undefined {
  const digits = AUTHOR_NAME.exec(name)?.[3];
  if (digits === undefined) return undefined;
  const rank = Number(digits);
  return authorName(rank) === name ? rank : undefined;
}

function adjective(rank: number): string {
  return ADJECTIVES[rank % ADJECTIVES.length] ?? '';
}

function noun(rank: number): string {
  return NOUNS[Math.floor(rank / ADJECTIVES.length) % NOUNS.length] ?? '';
}

function pick(words: readonly string[], uniform: number): string {
  return words[Math.floor(uniform * words.length)] ?? '';
}
