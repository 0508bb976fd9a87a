import type { NightReader } from '../store/night-reader.js';
import { attributeModels } from './attribution.js';
import type { Nearest, ReportContext } from './report.js';
import type { Outcome } from './verdict.js';

/** What the claims report reads of a night itself, where no report of its own tells the quantity. */
export interface Reading {
  outcome: Outcome;
  /** Of datasets or Spaces: the night of their crawl, `YYYY-MM-DD`. */
  crawled?: string;
  /** Of a quantity that nothing tells: the nearest that something does. */
  nearest?: Nearest;
}

const DEEPSEEK_R1 = 'deepseek-ai/DeepSeek-R1';
const lacking = (why: string): Reading => ({ outcome: { kind: 'lacking', why } });
const value = (number: number): Reading => ({ outcome: { kind: 'value', value: number } });

/** By the quantity of the claim. */
export const claimReadings: Readonly<
  Record<string, (night: NightReader, context: ReportContext) => Reading>
> = {
  public_models: (night) => value(night.models),
  public_models_january_2026: (night) => value(night.models),
  users: (night) => ({
    outcome: { kind: 'unanswered' },
    nearest: { label: 'authors with a public model', value: countAuthors(night), unit: 'count' },
  }),
  total_downloads_all_time: totalDownloads,
  created_year_of_deepseek_r1: createdYear,
  likes_rank_of_deepseek_r1: rankByLikes,
  cn_root_share_of_new_derivatives: chineseRootShare,
};

function countAuthors(night: NightReader): number {
  const seen = new Uint8Array(night.lastAuthorKey() + 1);
  let authors = 0;
  for (const key of night.column('author_key')) {
    if (Number.isNaN(key) || seen[key] === 1) continue;
    seen[key] = 1;
    authors += 1;
  }
  return authors;
}

function totalDownloads(night: NightReader): Reading {
  const known = night.count('downloads_all_time');
  if (known === 0) return lacking('no model of this night has downloadsAllTime');
  if (known < night.models) return lacking(`only ${known} models of this night have downloadsAllTime`);
  let sum = 0;
  for (const downloads of night.column('downloads_all_time')) if (!Number.isNaN(downloads)) sum += downloads;
  return value(sum);
}

/** By its own `createdAt`; former names count. */
function createdYear(night: NightReader): Reading {
  const position = deepSeekR1(night);
  if (position === undefined) return lacking(`${DEEPSEEK_R1} is not in this store`);
  const createdS = night.column('created_at')[position] ?? NaN;
  if (Number.isNaN(createdS)) return lacking(`${DEEPSEEK_R1} has no createdAt in this store`);
  const date = new Date(createdS * 1000).toISOString().slice(0, 10);
  const because = { code: 'created_on', model: DEEPSEEK_R1, date } as const;
  return { outcome: { kind: 'value', value: Number(date.slice(0, 4)), because } };
}

/** Models with more likes, and one. */
function rankByLikes(night: NightReader): Reading {
  const position = deepSeekR1(night);
  const likes = night.column('likes');
  const own = position === undefined ? NaN : (likes[position] ?? NaN);
  if (Number.isNaN(own)) return lacking(`${DEEPSEEK_R1} is not in this store`);
  let more = 0;
  for (const count of likes) if (count > own) more += 1;
  return value(more + 1);
}

/** A model of the night of that name, the newest of them. */
function deepSeekR1(night: NightReader): number | undefined {
  const present = night.column('present');
  return night.modelsNamed(DEEPSEEK_R1).find((position) => present[position] === 1);
}

const SEPTEMBER_2025_S = Date.UTC(2025, 8) / 1000;
const OCTOBER_2025_S = Date.UTC(2025, 9) / 1000;

/** Of the models created in September 2025 that declare a base: the share whose root base is of a Chinese account. */
function chineseRootShare(night: NightReader, context: ReportContext): Reading {
  const attributed = attributeModels(night, context.registry(), { attribute: 'root' });
  const { accounts, places, attributions } = attributed;
  const [created, bases] = [night.column('created_at'), night.column('base_key')];
  let [derivatives, chinese] = [0, 0];
  for (let position = 0; position < created.length; position += 1) {
    const createdS = created[position] ?? NaN;
    if (!(createdS >= SEPTEMBER_2025_S && createdS < OCTOBER_2025_S)) continue;
    if (Number.isNaN(bases[position] ?? NaN)) continue;
    derivatives += 1;
    const place = places[accounts[position] ?? 0] ?? attributions.length;
    if (attributions[place]?.country.value === 'CN') chinese += 1;
  }
  return derivatives === 0
    ? lacking('no model of this night was created in September 2025 and declares a base')
    : value(chinese / derivatives);
}
