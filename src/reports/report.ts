import type { z } from 'zod';
import type { Registry } from '../registry/registry.js';
import type { NightReader } from '../store/night-reader.js';
import type { CrawlQuery } from '../store/run.js';
import { version } from '../version.js';
import { type PublishedClaim, readClaims } from './claims.js';
import { phrase } from './phrase.js';
import type { Cell, Provenance, PublishedFigure, ReportOutput, View } from './types.js';

/** What a report computed of a published figure: the number, or why this output does not answer it. */
export type Answer = number | { not: string };

/** What a report may ask for beside the night. */
export interface ReportContext {
  /** Who is behind a namespace; read on first use. @throws UsageError when a row of it is wrong */
  registry: () => Registry;
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
  /** Its figures depend on the registry, whose version and hash they then carry. */
  usesRegistry?: true;
  /** @throws MissingDataError when the night lacks what the question needs */
  compute: (night: NightReader, params: z.output<z.ZodObject<Shape>>, context: ReportContext) => Result;
  view: (result: Result, params: z.output<z.ZodObject<Shape>>) => View;
  /** For each published figure this report speaks to, by claim id, what this output says of it. */
  answers: Readonly<Record<string, (result: Result, params: z.output<z.ZodObject<Shape>>) => Answer>>;
}

export interface Report {
  readonly name: string;
  readonly question: string;
  readonly definition: string;
  readonly examples: readonly string[];
  readonly params: z.ZodObject;
  readonly claimIds: readonly string[];
  readonly usesRegistry: boolean;
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
  const { name, question, params: schema, answers, usesRegistry = false } = definition;
  return {
    name,
    question,
    definition: definition.definition,
    examples: definition.examples,
    params: schema,
    claimIds: Object.keys(answers),
    usesRegistry,
    run: (newest, given, context) => {
      const params = schema.parse(given);
      // Everything the report says is of the night that ends its window.
      const end: unknown = (params as Record<string, unknown>)['to'];
      const night = typeof end === 'string' ? newest.at({ asOf: end }) : newest;
      const result = definition.compute(night, params, context);
      const part = night.run.whole ? null : scopeOf(night.run.query);
      const published = readClaims()
        .filter(({ id }) => Object.hasOwn(answers, id))
        .map((claim) =>
          publishedFigure(
            claim,
            part === null ? answers[claim.id]?.(result, params) : { not: `this run holds ${part} alone` },
          ),
        );
      const view = definition.view(result, params);
      return {
        report: name,
        question,
        provenance: { ...provenanceOf(night), registry: usesRegistry ? context.registry().stamp : null },
        parameters: parameterCells(params),
        result,
        published,
        view: part === null ? view : ofPart(view, part),
      };
    },
  };
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
  const { id, quantity, label, unit, source, note } = claim;
  const computed = typeof answer === 'number' ? answer : null;
  return {
    id,
    quantity,
    label,
    published: claim.value,
    unit,
    as_of: claim.asOf,
    source,
    computed,
    not_computed: typeof answer === 'object' ? answer.not : '',
    note,
  };
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
