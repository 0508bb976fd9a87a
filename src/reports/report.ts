import type { z } from 'zod';
import { listedWords, type RepositoryKind } from '../domain/repository-record.js';
import { MissingDataError } from '../errors.js';
import type { Registry } from '../registry/registry.js';
import type { NightReader } from '../store/night-reader.js';
import type { RepositoryReader } from '../store/repository-reader.js';
import type { CrawlQuery, Run } from '../store/run.js';
import { version } from '../version.js';
import { phrase } from './phrase.js';
import { crawledRepositories } from './repository-periods.js';
import { type PublishedClaim, readClaims } from './published-claims.js';
import type { Cell, Provenance, PublishedFigure, ReportOutput, View } from './types.js';

/** What can be observed in place of what cannot, under its own name. */
export interface Nearest {
  label: string;
  value: number;
  /** As in `data/claims.csv`. */
  unit: string;
}

/** What a report computed of a published figure: the number, or why this output does not answer it. */
export type Answer = number | { not: string; nearest?: Nearest };

/** What a report may ask for beside the night. */
export interface ReportContext {
  /** Who is behind a namespace; read on first use. @throws UsageError when a row of it is wrong */
  registry: () => Registry;
  /** What was computed already, or could not be, by report, parameters and night: reports that share it try nothing twice. */
  memo?: Map<string, ReportOutput | MissingDataError>;
}

/** One report: everything the command line, its help, the docs and the renderers need, in one object. */
export interface ReportDefinition<Shape extends z.ZodRawShape, Result extends Record<string, unknown>> {
  name: string;
  /** The question it answers, as a reader would ask it. */
  question: string;
  /** How the numbers are defined, for `--help` and the docs: a few sentences. */
  definition: string;
  /** Whole commands. */
  examples: readonly string[];
  /** Each parameter is an option: camelCase key, kebab-case flag; its description is the help text. */
  params: z.ZodObject<Shape>;
  /** The parameter that is given by its place instead of an option: `oai report NAME [VALUE]`. */
  argument?: keyof Shape & string;
  /** Its figures are of the newest crawls of these, not of models; it carries which. */
  repositories?: readonly RepositoryKind[];
  /** Its figures depend on the registry, whose version and hash they then carry. */
  usesRegistry?: true;
  /** @throws MissingDataError when the night lacks what the question needs */
  compute: (night: NightReader, params: z.output<z.ZodObject<Shape>>, context: ReportContext) => Result;
  view: (result: Result, params: z.output<z.ZodObject<Shape>>) => View;
  /** For each published figure this report speaks to, by claim id, what this output says of it. */
  answers: Readonly<Record<string, (result: Result, params: z.output<z.ZodObject<Shape>>) => Answer>>;
  /** What `--check` fails on, for a report that has it. */
  check?: ReportCheck<Result>;
}

/** A test that a script can make of a report. */
export interface ReportCheck<Result> {
  /** When it fails, for the help. */
  description: string;
  /** What is wrong, as one line; undefined where nothing is. */
  failure: (result: Result) => string | undefined;
}

export interface Report {
  readonly name: string;
  readonly question: string;
  readonly definition: string;
  readonly examples: readonly string[];
  readonly params: z.ZodObject;
  readonly argument?: string;
  readonly claimIds: readonly string[];
  readonly usesRegistry: boolean;
  /** What `--check` fails on; absent where there is no such option. */
  readonly check?: string;
  /** @throws UsageError for bad parameters, MissingDataError when the night lacks what is asked */
  run: (
    night: NightReader,
    params: Readonly<Record<string, unknown>>,
    context: ReportContext,
  ) => ReportOutput;
}

export function defineReport<Shape extends z.ZodRawShape, Result extends Record<string, unknown>>(
  definition: ReportDefinition<Shape, Result>,
): Report {
  const { name, question, params: schema, argument, answers, check, usesRegistry = false } = definition;
  return {
    name,
    question,
    definition: definition.definition,
    examples: definition.examples,
    params: schema,
    ...(argument !== undefined && { argument }),
    claimIds: Object.keys(answers),
    usesRegistry,
    ...(check !== undefined && { check: check.description }),
    run: (newest, given, context) => {
      const params = schema.parse(given);
      // Everything the report says is of the night that ends its window.
      const end: unknown = (params as Record<string, unknown>)['to'];
      const night = typeof end === 'string' ? newest.at({ asOf: end }) : newest;
      const { repositories } = definition;
      const crawls = repositories?.flatMap((kind) => crawledRepositories(night, kind) ?? []);
      const key = JSON.stringify([name, params, crawls?.map(({ run }) => run.run) ?? night.run.run]);
      const known = context.memo?.get(key);
      if (known instanceof MissingDataError) throw known;
      if (known !== undefined) return known;
      const result = computed(
        () => definition.compute(night, params, context),
        (failure) => context.memo?.set(key, failure),
      );
      // Only crawls of all datasets or Spaces are read.
      const part = crawls !== undefined || night.run.whole ? null : scopeOf(night.run.query);
      const published = readClaims()
        .filter(({ id }) => Object.hasOwn(answers, id))
        .map((claim) =>
          publishedFigure(
            claim,
            part === null ? answers[claim.id]?.(result, params) : { not: `this run holds ${part} alone` },
          ),
        );
      const view = definition.view(result, params);
      const output: ReportOutput = {
        report: name,
        question,
        provenance: {
          ...(crawls === undefined ? provenanceOf(night) : provenanceOfCrawls(crawls)),
          registry: usesRegistry ? context.registry().stamp : null,
        },
        parameters: parameterCells(params),
        result,
        published,
        view: part === null ? withDoubt(view, crawls ?? []) : ofPart(view, part),
      };
      const failure = check?.failure(result);
      if (failure !== undefined) output.failure = failure;
      context.memo?.set(key, output);
      return output;
    },
  };
}

/** @param onLacking told of what is missing before it is thrown on */
function computed<T>(compute: () => T, onLacking: (failure: MissingDataError) => void): T {
  try {
    return compute();
  } catch (error) {
    if (error instanceof MissingDataError) onLacking(error);
    throw error;
  }
}

/** A parameter that may be repeated reads as a list. */
function parameterCells(params: object): Record<string, Cell> {
  const cells = Object.entries(params).map(([key, value]: [string, Cell | readonly Cell[]]) => [
    key,
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  return Object.fromEntries(cells) as Record<string, Cell>;
}

/** What a run of part of the Hub says is said of that part. */
function ofPart(view: View, part: string): View {
  return {
    ...view,
    finding: [...view.finding, ...phrase` (Of ${part} alone.)`],
    caveats: [phrase`These figures are of ${part} alone and say nothing about the Hub.`, ...view.caveats],
  };
}

function publishedFigure(claim: PublishedClaim, answer: Answer | undefined): PublishedFigure {
  const { id, quantity, label, unit, note } = claim;
  const computed = typeof answer === 'number' ? answer : null;
  const { not = '', nearest }: Partial<Exclude<Answer, number>> = typeof answer === 'object' ? answer : {};
  return {
    id,
    quantity,
    label,
    published: claim.value,
    unit,
    as_of: claim.as_of,
    source: claim.said_by,
    computed,
    not_computed: not,
    note,
    ...(nearest !== undefined && { nearest }),
  };
}

type Origin = Omit<Provenance, 'registry'>;

function provenanceOf({ night, run, models }: NightReader): Origin {
  return { ...originOf(night, run), scope: scopeOf(run.query), models, tool_version: version };
}

/** The newest of the crawls that a report has read stands for the others, which follow. */
function provenanceOfCrawls(crawls: readonly RepositoryReader[]): Origin {
  const [newest] = crawls.toSorted((a, b) => b.run.run - a.run.run);
  if (newest === undefined) throw new Error('a report of no crawl has no figures');
  return {
    ...originOf(newest.night, newest.run),
    scope: `all ${crawls.map(({ kind }) => listedWords[kind].many).join(' and ')}`,
    models: null,
    repositories: crawls.map(({ kind, night, run }) => ({
      kind,
      night: night.date,
      quality: night.quality,
      run: run.run,
      endpoint: run.endpoint,
      count: night.repositories,
    })),
    tool_version: version,
  };
}

function originOf(
  { date, quality }: { date: string; quality: string },
  run: Run,
): Pick<Provenance, 'night' | 'quality' | 'run' | 'run_started' | 'run_finished' | 'endpoint'> {
  return {
    night: date,
    quality,
    run: run.run,
    run_started: isoTime(run.startedAt),
    run_finished: run.finishedAt === null ? '' : isoTime(run.finishedAt),
    endpoint: run.endpoint,
  };
}

/** Rows are kept as the last crawl saw them, whatever became of its night. */
function withDoubt(view: View, crawls: readonly RepositoryReader[]): View {
  const doubts = crawls.flatMap(({ kind, doubtful }) =>
    doubtful.map(
      ({ run, date, quality }) =>
        phrase`${listedWords[kind].many}: run ${String(run)} of ${date} came later and is ${quality}; dates and tags are as it left them.`,
    ),
  );
  return doubts.length === 0 ? view : { ...view, caveats: [...doubts, ...view.caveats] };
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

function scopeOf({ author, limit }: CrawlQuery): string {
  const models = limit === null ? 'all models' : `the newest ${limit} models`;
  return author === null ? models : `${models} of ${author}`;
}
