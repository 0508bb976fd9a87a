import { z } from 'zod';
import type { NightReader } from '../store/night-reader.js';
import { ClaimOutcomes } from './claim-outcomes.js';
import type { Reading } from './claim-readings.js';
import { claimsView } from './claims-view.js';
import type { ClaimsResult, JudgedClaim, Params } from './claims-result.js';
import { hubCounts, hubSize } from './hub-size.js';
import { plainText } from './plain-text.js';
import { crawledRepositories } from './repository-periods.js';
import { type PublishedClaim, readClaims } from './published-claims.js';
import { defineReport, type Report, type ReportContext } from './report.js';
import { claimLanguages, reasonPieces } from './verdict-reason.js';
import {
  type Judgement,
  type NightSize,
  type StoreFacts,
  type Verdict,
  verdictOf,
  verdicts,
} from './verdict.js';

/**
 * The report over all others.
 * @param load a report by its name; undefined where there is none
 */
export async function loadClaims(
  load: (name: string) => Promise<Report | undefined>,
  published: readonly PublishedClaim[] = readClaims(),
): Promise<Report> {
  const reports = new Map<string, Report>();
  for (const name of new Set(published.map(({ report }) => report))) {
    const report = name === 'claims' ? undefined : await load(name);
    if (report !== undefined) reports.set(name, report);
  }
  const params = z.object({
    source: z
      .array(z.enum([...new Set(published.map(({ source }) => source))]))
      .optional()
      .describe('only what this source says; may be repeated'),
    statement: z
      .array(z.enum(published.filter(isStatement).map(({ id }) => id)))
      .optional()
      .describe('only what bears on this statement of the document; may be repeated'),
    lang: z.enum(claimLanguages).default('en').describe('the language of the words'),
  });
  return defineReport<typeof params.shape, ClaimsResult>({
    name: 'claims',
    question: 'Which published numbers hold?',
    definition:
      'Every figure of data/claims.csv beside what this store says of the same quantity. Holds: inside the tolerance that the ' +
      'file gives it; off: outside. Not comparable: another night, another population, part of the Hub, or a figure that is not ' +
      'given. Not observable: nothing in the listing tells it. Not yet: it takes nights or crawls that this store does not ' +
      'have. A store with under 80 % of the models that the Hub had by the published counts is a sample, and says nothing ' +
      'about the Hub. docs/claims.md goes through the statements of the document.',
    examples: [
      'oai report claims',
      'oai report claims --source document --lang ru',
      'oai report claims --statement D8 --format md',
      'oai report claims --check',
    ],
    params,
    usesRegistry: true,
    compute: (night, given, context) => judge(published, reports, night, given, context),
    view: claimsView,
    answers: {},
    check: {
      description: 'exit with 7 when a claim is off',
      failure: ({ claims }) => {
        const off = claims.filter(({ verdict }) => verdict === 'off');
        return off.length === 0 ? undefined : `Off: ${off.map(({ id }) => id).join(', ')}.`;
      },
    },
  });
}

const crawlsOf = [
  ['datasets', 'dataset'],
  ['spaces', 'space'],
] as const;

function isStatement({ id, statement }: PublishedClaim): boolean {
  return id === statement;
}

function judge(
  published: readonly PublishedClaim[],
  reports: ReadonlyMap<string, Report>,
  night: NightReader,
  params: Params,
  context: ReportContext,
): ClaimsResult {
  const outcomes = new ClaimOutcomes(night, reports, context);
  const counts = hubCounts(published);
  const { source, statement, lang } = params;
  const asked = published.filter(
    (claim) => (source?.includes(claim.source) ?? true) && (statement?.includes(claim.statement) ?? true),
  );
  const beside = asked.flatMap(({ contradicts }) => contradicts);
  const needed = published.filter((claim) => asked.includes(claim) || beside.includes(claim.id));
  const readings = new Map(needed.map((claim) => [claim.id, outcomes.readingOf(claim)]));
  const nights = outcomes.nights.map(({ date, models }): NightSize => {
    return { date, models, expected: hubSize(counts, date) };
  });
  const crawled = crawlsOf
    .filter(([, kind]) => crawledRepositories(night, kind) !== undefined)
    .map(([need]) => need);
  const factsOf = (claim: PublishedClaim): StoreFacts => {
    const { night: of, models, run } = outcomes.nightOf(claim);
    const night = readings.get(claim.id)?.crawled ?? of.date;
    return { night, models, expected: hubSize(counts, of.date), whole: run.whole, nights, crawled };
  };
  const judgements = judgeAll(needed, readings, factsOf);
  const claims = asked.map((claim) => {
    const judgement = judgements.get(claim.id);
    if (judgement === undefined) throw new Error(`${claim.id} was not judged`);
    return judgedClaim(claim, readings.get(claim.id), judgement, factsOf(claim).night, lang);
  });
  return {
    night: night.night.date,
    models: night.models,
    hub_models: Math.round(hubSize(counts, night.night.date)),
    statements: countVerdicts(claims.filter(({ id, statement: bearsOn }) => id === bearsOn)),
    verdicts: countVerdicts(claims),
    claims,
  };
}

/** Twice, so that those that are off know whether what contradicts them holds. */
function judgeAll(
  needed: readonly PublishedClaim[],
  readings: ReadonlyMap<string, Reading>,
  factsOf: (claim: PublishedClaim) => StoreFacts,
): ReadonlyMap<string, Judgement> {
  const judgements = new Map<string, Judgement>();
  const judgeEach = (held: ReadonlySet<string>): void => {
    for (const claim of needed) {
      const outcome = readings.get(claim.id)?.outcome;
      if (outcome !== undefined) judgements.set(claim.id, verdictOf(claim, factsOf(claim), outcome, held));
    }
  };
  judgeEach(new Set());
  judgeEach(new Set([...judgements].flatMap(([id, { verdict }]) => (verdict === 'holds' ? [id] : []))));
  return judgements;
}

function judgedClaim(
  claim: PublishedClaim,
  reading: Reading | undefined,
  { verdict, reason }: Judgement,
  night: string,
  lang: Params['lang'],
): JudgedClaim {
  const computed = reading?.outcome.kind === 'value' ? reading.outcome.value : null;
  const { value, report, params, contradicts } = claim;
  const isCompared = verdict === 'holds' || verdict === 'off';
  return {
    id: claim.id,
    statement: claim.statement,
    verdict,
    words: claim.words,
    words_ru: claim.words_ru,
    said_by: claim.said_by,
    source: claim.source,
    where: claim.where,
    published_on: claim.published_on,
    as_of: claim.as_of,
    quantity: claim.quantity,
    label: claim.label,
    unit: claim.unit,
    metric: claim.metric,
    cohort: claim.cohort,
    definition: claim.definition,
    not_stated: claim.not_stated,
    published: value,
    at_least: claim.at_least,
    at_most: claim.at_most,
    computed,
    difference: isCompared && computed !== null && value !== null ? computed - value : null,
    night,
    reason,
    why: plainText(reasonPieces(reason, lang), lang),
    nearest: reading?.nearest ?? null,
    command: report === '' ? '' : `oai report ${report}${params === '' ? '' : ` ${params}`}`,
    contradicts: contradicts.join(' '),
    note: claim.note,
    note_ru: claim.note_ru,
  };
}

function countVerdicts(claims: readonly JudgedClaim[]): Record<Verdict, number> {
  const count = (wanted: Verdict): number => claims.filter(({ verdict }) => verdict === wanted).length;
  return Object.fromEntries(verdicts.map((verdict) => [verdict, count(verdict)])) as Record<Verdict, number>;
}
