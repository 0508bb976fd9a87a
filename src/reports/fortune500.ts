import { z } from 'zod';
import { MissingDataError } from '../errors.js';
import type { FortuneCompany } from '../registry/registry.js';
import type { AuthorReader } from '../store/author-reader.js';
import type { NightReader } from '../store/night-reader.js';
import { compareText } from './attribution-tally.js';
import { readFortune500 } from './fortune500-list.js';
import type { CompanyRow, Fortune500Result, HandleCoverage, Params, Verified } from './fortune500-result.js';
import { fortune500View } from './fortune500-view.js';
import { metricParams, readMetric } from './metric.js';
import { type Answer, defineReport, type ReportContext } from './report.js';

/** Companies of the list that Fortune publishes. */
const COMPANIES = 500;
/** The published share, which a lower bound can confirm and not refute. */
const PUBLISHED = 0.3;
/** `kind` of an author that is a user. */
const USER = 2;

const params = z.object({
  ...metricParams,
  fortune500: z
    .string()
    .optional()
    .describe(
      'a full list of your own, CSV: company,website,handles (by ";"); its rows are then the denominator',
    ),
});

export const fortune500 = defineReport<typeof params.shape, Fortune500Result>({
  name: 'fortune500',
  question: 'How many of the Fortune 500 have a verified account?',
  definition:
    'A lower bound: the companies of which an account that is known to be theirs has the badge of the Hub (isVerified), ' +
    'over 500. Which accounts are whose is curated (data/registry/fortune500.csv), the ranking itself is of Fortune; with ' +
    'a list of your own its rows are the denominator. A badge is a verified e-mail domain: it does not say who they are, ' +
    'and a company can have one and publish nothing. The badge is as of the newest answer, not of the night.',
  examples: [
    'oai report fortune500',
    'oai report fortune500 --fortune500 list.csv',
    'oai report fortune500 --metric all-time --json',
  ],
  params,
  usesRegistry: true,
  compute,
  view: fortune500View,
  answers: { W5: lowerBound },
});

function compute(night: NightReader, given: Params, context: ReportContext): Fortune500Result {
  const authors = night.authors();
  const { oldestAskedAt, newestAskedAt } = authors.coverage;
  const { fortune500: file } = given;
  const companies = file === undefined ? context.registry().fortune500() : readFortune500(file);
  const { values, summary } = readMetric(night, given);
  const rows = rowsOf(night, values, authors, companies);
  if (
    oldestAskedAt === null ||
    newestAskedAt === null ||
    rows.every(({ verified }) => verified === 'not asked')
  ) {
    throw new MissingDataError('The Hub was asked about none of the accounts of these companies.', {
      why: 'Whether an account is verified is in no listing; it takes a request an author.',
      todo: 'Run `oai crawl authors`.',
    });
  }
  const count = file === undefined ? COMPANIES : companies.length;
  const coverage = coverageOf(rows, count);
  const verified = rows.filter((row) => row.verified === 'yes').length;
  return {
    counted: summary,
    companies: count,
    mapped: rows.length,
    verified,
    share: verified / count,
    asked_from: isoTime(oldestAskedAt),
    asked_to: isoTime(newestAskedAt),
    rows,
    coverage,
  };
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The companies with a handle: verified first, then by what is counted, then by name. */
function rowsOf(
  night: NightReader,
  values: Float64Array,
  authors: AuthorReader,
  companies: readonly FortuneCompany[],
): CompanyRow[] {
  const mapped = companies.filter(({ namespaces }) => namespaces.length > 0);
  const keysOf = new Map<string, number[]>();
  for (const { key, name } of night.authorsNamed(mapped.flatMap(({ namespaces }) => namespaces))) {
    const folded = name.toLowerCase();
    keysOf.set(folded, [...(keysOf.get(folded) ?? []), key]);
  }
  const sums = sumByAuthor(night, values, authors.kind.length);
  const order: readonly Verified[] = ['yes', 'no', 'not asked'];
  return mapped
    .map(({ company, website, namespaces, confidence }): CompanyRow => {
      const keys = [...new Set(namespaces.map((name) => name.toLowerCase()))].flatMap(
        (name) => keysOf.get(name) ?? [],
      );
      const badges = namespaces.map((name) => badgeOf(authors, keysOf.get(name.toLowerCase()) ?? []));
      return {
        company,
        website,
        handles: namespaces.join(', '),
        verified: order.find((word) => word !== 'no' && badges.includes(word)) ?? 'no',
        verified_handles: namespaces.filter((_, index) => badges[index] === 'yes').join(', '),
        models: keys.reduce((sum, key) => sum + (sums.models[key] ?? 0), 0),
        counted: keys.reduce((sum, key) => sum + (sums.counted[key] ?? 0), 0),
        confidence,
      };
    })
    .sort(
      (a, b) =>
        order.indexOf(a.verified) - order.indexOf(b.verified) ||
        b.counted - a.counted ||
        compareText(a.company, b.company),
    );
}

/** Users are never verified, nor is an account that is gone. @param keys of the authors of one handle, in any case */
function badgeOf(authors: AuthorReader, keys: readonly number[]): Verified {
  const badges = keys.map((key): Verified => {
    if (authors.gone[key] === 1 || authors.kind[key] === USER) return 'no';
    const verified = authors.verified[key] ?? -1;
    return verified === -1 ? 'not asked' : verified === 1 ? 'yes' : 'no';
  });
  if (badges.includes('yes')) return 'yes';
  return badges.length > 0 && badges.every((badge) => badge === 'no') ? 'no' : 'not asked';
}

/** One pass over the models. */
function sumByAuthor(
  night: NightReader,
  values: Float64Array,
  size: number,
): { models: Float64Array; counted: Float64Array } {
  const authorKeys = night.column('author_key');
  const models = new Float64Array(size);
  const counted = new Float64Array(size);
  for (let position = 0; position < values.length; position += 1) {
    const value = values[position] ?? NaN;
    const key = authorKeys[position] || 0;
    if (Number.isNaN(value)) continue;
    models[key] = (models[key] ?? 0) + 1;
    counted[key] = (counted[key] ?? 0) + value;
  }
  return { models, counted };
}

function coverageOf(rows: readonly CompanyRow[], companies: number): HandleCoverage[] {
  const levels = [
    { confidence: 'any', left: [] },
    { confidence: 'high and medium', left: ['low'] },
    { confidence: 'high', left: ['low', 'medium'] },
  ] satisfies { confidence: HandleCoverage['confidence']; left: string[] }[];
  return levels.map(
    ({ confidence, left }: { confidence: HandleCoverage['confidence']; left: readonly string[] }) => {
      // Nobody graded the handles of a list of the reader's own.
      const sure = rows.filter((row) => !left.includes(row.confidence ?? ''));
      const verified = sure.filter((row) => row.verified === 'yes').length;
      return {
        confidence,
        mapped: sure.length,
        asked: sure.filter((row) => row.verified !== 'not asked').length,
        verified,
        share: verified / companies,
      };
    },
  );
}

function lowerBound({ share, verified, companies }: Fortune500Result): Answer {
  if (share >= PUBLISHED) return share;
  return {
    not: `at least ${verified} of ${companies}, upper bound not known: a lower bound under the published share does not speak against it; see --fortune500 FILE`,
  };
}
