import type { z } from 'zod';
import type { RepositoryKind } from '../domain/repository-record.js';
import { MissingDataError } from '../errors.js';
import type { Registry } from '../registry/registry.js';
import type { NightReader } from '../store/night-reader.js';
import type { CrawlQuery } from '../store/run.js';
import { version } from '../version.js';
import { phrase } from './phrase.js';
import { crawledRepositories } from './repository-periods.js';
import { type PublishedClaim, readClaims } from './published-claims.js';
import type { Cell, Provenance, PublishedFigure, ReportOutput, RepositoryStamp, View } from './types.js';

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
      const key = JSON.stringify([name, params, night.run.run]);
      const known = context.memo?.get(key);
      if (known instanceof MissingDataError) throw known;
      if (known !== undefined) return known;
      const result = computed(
        () => definition.compute(night, params, context),
        (failure) => context.memo?.set(key, failure),
      );
      const stamps = stampsOf(night, definition.repositories ?? []);
      // Only crawls of all datasets or Spaces are read.
      const part = night.run.whole || stamps.length > 0 ? null : scopeOf(night.run.query);
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
          ...provenanceOf(night),
          registry: usesRegistry ? context.registry().stamp : null,
          ...(stamps.length > 0 && { repositories: stamps }),
        },
        parameters: parameterCells(params),
        result,
        published,
        view: part === null ? view : ofPart(view, part),
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

function stampsOf(night: NightReader, kinds: readonly RepositoryKind[]): RepositoryStamp[] {
  return kinds.flatMap((kind) => {
    const read = crawledRepositories(night, kind)?.night;
    return read === undefined
      ? []
      : [{ kind, night: read.date, quality: read.quality, run: read.run, count: read.repositories }];
  });
}

function provenanceOf(night: NightReader): Omit<Provenance, 'registry'> {
  const { run } = night;
  return {
    night: night.night.date,
    quality: night.night.quality,
    run: run.run,
    run_started: isoTime(run.startedAt),
    run_finished: run.finishedAt === null ? '' : isoTime(run.finishedAt),
    endpoint: run.endpoint,
    scope: scopeOf(run.query),
    models: night.models,
    tool_version: version,
  };
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

function scopeOf({ author, limit }: CrawlQuery): string {
  const models = limit === null ? 'all models' : `the newest ${limit} models`;
  return author === null ? models : `${models} of ${author}`;
}
