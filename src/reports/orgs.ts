import { z } from 'zod';
import type { NightReader } from '../store/night-reader.js';
import { attributionParams, ofEveryRole } from './attribution.js';
import { boundsOf } from './attribution-doubt.js';
import { type Survey, surveyResult, takeSurvey } from './attribution-survey.js';
import { shareOf, sumCounted, type ValueOf } from './attribution-tally.js';
import {
  type Holder,
  type HolderKind,
  holderKinds,
  holderOf,
  topEntities,
  topHolders,
} from './attribution-top.js';
import { cohortParams } from './cohort.js';
import { metricParams } from './metric.js';
import type { OrgRow, OrgsResult, Params } from './orgs-result.js';
import { orgsView } from './orgs-view.js';
import { type Answer, defineReport, type ReportContext } from './report.js';

const params = z.object({
  ...metricParams,
  ...cohortParams,
  ...attributionParams,
  by: z
    .enum(holderKinds)
    .default('entity')
    .describe('whose counts are ranked: the body behind the accounts, each account, or its ultimate owner'),
  top: z.number().int().min(1).default(50).describe('how many are listed'),
});

export const orgs = defineReport<typeof params.shape, OrgsResult>({
  name: 'orgs',
  question: 'Which entities lead?',
  definition:
    'Ranks the bodies behind the accounts by what is counted of their models. The registry (docs/registry.md) says which ' +
    'accounts belong together on the day of the night; an account that it does not know is one of its own, and models without a ' +
    'namespace are of nobody. By owner, subsidiaries count for their ultimate owner. At least: of high or medium confidence and ' +
    'of the body by every reading; at most: of the body by any reading, and all that is of accounts the registry does not know.',
  examples: [
    'oai report orgs',
    'oai report orgs --metric all-time --by owner --top 20',
    'oai report orgs --by account --attribute root --format csv -o accounts.csv',
  ],
  params,
  usesRegistry: true,
  compute,
  view: orgsView,
  answers: { C6: ofEveryRole(shareOfTop50) },
});

function compute(night: NightReader, params: Params, context: ReportContext): OrgsResult {
  const survey = takeSurvey(night, params, context.registry());
  const valueOf: ValueOf = (reading) => bodyOf(reading, params.by);
  const { holdings, tally } = survey;
  const total = sumCounted(holdings);
  const unlisted = sumCounted(holdings.filter(({ attribution }) => attribution === null));
  const counts = countHolders(survey, params.by);
  const likes = sumLikes(night, survey);
  const authors = night.authors();
  let cumulative = 0;
  const rows = topHolders(survey, params.by, params.top).map((holder, index): OrgRow => {
    const { name, id, accounts, attribution, counted } = holder;
    cumulative += counted;
    const models = accounts.reduce((sum, account) => sum + (tally.models[account] ?? 0), 0);
    return {
      rank: index + 1,
      name,
      id,
      accounts: accounts.length,
      country: seatOf(holder, params.by),
      type: params.by === 'owner' ? null : (attribution?.type.value ?? null),
      counted,
      share: shareOf(counted, total),
      cumulative_share: shareOf(cumulative, total),
      share_of_attributed: attribution === null ? null : shareOf(counted, total - unlisted),
      ...bounds(survey, holder, valueOf, params.by),
      models,
      likes: likes === null ? null : accounts.reduce((sum, account) => sum + (likes[account] ?? 0), 0),
      counted_per_model: shareOf(counted, models),
      verified: sumKnown(accounts, authors.verified),
      followers: sumKnown(accounts, authors.followers),
    };
  });
  return {
    ...surveyResult(survey, valueOf),
    holders: counts,
    share_unlisted: shareOf(unlisted, total),
    rows,
    accounts_asked: authors.coverage.asked,
    top50_share: shareOf(topEntities(survey).counted, total),
  };
}

/** What a reading calls the body that counts; for accounts, the entity behind them decides what is in doubt. */
function bodyOf(reading: Parameters<ValueOf>[0], by: HolderKind): string {
  const { entity, owners } = reading;
  return by === 'owner' ? (owners.at(-1) ?? entity).id : entity.id;
}

function seatOf({ attribution }: Holder, by: HolderKind): string | null {
  if (attribution === null) return null;
  return by === 'owner' ? attribution.ownerCountry.value : attribution.country.value;
}

/** Of an account nothing is in doubt: what is counted was made from it. */
function bounds(
  { holdings }: Survey,
  { id }: Holder,
  valueOf: ValueOf,
  by: HolderKind,
): Pick<OrgRow, 'low' | 'high'> {
  if (by === 'account' || id === null) return { low: null, high: null };
  return boundsOf(holdings, valueOf, (value) => value === id);
}

/** How many bodies or accounts have a counted model. */
function countHolders({ attributed, tally }: Survey, by: HolderKind): number {
  const known = new Set<string>();
  let strangers = 0;
  for (let account = 1; account < tally.models.length; account += 1) {
    if ((tally.models[account] ?? 0) === 0) continue;
    const attribution = attributed.attributions[attributed.places[account] ?? attributed.attributions.length];
    if (attribution === undefined) strangers += 1;
    else known.add(holderOf(attribution, by).id);
  }
  return known.size + strangers;
}

/** Likes by account, of the models that are counted; null where the night has none. */
function sumLikes(night: NightReader, { attributed, values }: Survey): Float64Array | null {
  if (night.count('likes') === 0) return null;
  const likes = night.column('likes');
  const sums = new Float64Array(attributed.places.length);
  for (let position = 0; position < likes.length; position += 1) {
    const account = attributed.accounts[position] ?? -1;
    if (account < 0 || Number.isNaN(values[position])) continue;
    sums[account] = (sums[account] ?? 0) + (likes[position] || 0);
  }
  return sums;
}

/** Null where nothing is known of any account, which NaN and -1 stand for. */
function sumKnown(accounts: readonly number[], values: ArrayLike<number>): number | null {
  const known = accounts.map((account) => values[account] ?? NaN).filter((value) => value >= 0);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

function shareOfTop50({ top50_share }: OrgsResult, { metric, cohort, attribute }: Params): Answer {
  if (metric !== 'all-time' || cohort !== 'all' || attribute !== 'author') {
    return { not: 'published for all-time downloads of all models by uploader; see --metric all-time' };
  }
  return top50_share ?? { not: 'not defined here: nothing is counted' };
}
