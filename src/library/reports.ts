import { z } from 'zod';
import { UsageError } from '../errors.js';
import { type Profile, profiles } from '../registry/vocabulary.js';
import { reports as listed } from '../reports/index.js';
import type { Report } from '../reports/report.js';
import type { ReportOutput } from '../reports/types.js';
import { NightReader } from '../store/night-reader.js';
import { checkOptions, option } from './check-options.js';
import type { Store } from './open-store.js';
import { openedStore } from './opened-store.js';
import { readRegistry } from './read-registry.js';
import type { ReportResults } from './report-results.js';
import type { NightChoice } from './types.js';

/** A report and the question it answers. */
export interface ReportName {
  name: string;
  question: string;
}

/** What a report is about, and what it can be asked. */
export interface ReportDescription extends ReportName {
  /** How its numbers are defined, in a few sentences. */
  definition: string;
  /** What `params` may hold. */
  parameters: { name: string; description: string }[];
}

/** Of which store and night a report is computed, and how. */
export interface ReportOptions {
  store: Store;
  /** The newest good night of the whole Hub unless told. */
  night?: NightChoice | undefined;
  /** Values of its parameters, by name; `describe` tells them. */
  params?: Readonly<Record<string, unknown>> | undefined;
  /** Who is behind a namespace: folders of rows over the built-in ones, and which of the readings counts. */
  registry?: { folders?: readonly string[] | undefined; profile?: Profile | undefined } | undefined;
}

const shape = {
  store: option('a store that openStore opened', z.object({})),
  night: option(
    'an object with asOf, run or includeSuspect',
    z.strictObject({
      asOf: z.string().optional(),
      run: z.int().optional(),
      includeSuspect: z.boolean().optional(),
    }),
  ).optional(),
  params: option('an object of parameters', z.record(z.string(), z.unknown())).optional(),
  registry: option(
    `an object with folders, a list, or profile, one of ${profiles.join(', ')}`,
    z.strictObject({ folders: z.array(z.string()).optional(), profile: z.enum(profiles).optional() }),
  ).optional(),
};

/** What can be done with reports. */
export interface Reports {
  /** Every report. */
  list(): ReportName[];
  /** What a report is about. @throws UsageError when there is none of that name */
  describe(name: string): Promise<ReportDescription>;
  /**
   * Computes a report, without network and without writing to the store. Its `result` is typed where the name is.
   *
   * @throws UsageError when there is no such report or parameter, a value or an option is not one that it takes, the store is
   * closed, or a row of the registry is wrong
   * @throws MissingDataError when the store lacks the night, or what the question needs
   */
  run<Name extends keyof ReportResults>(
    name: Name,
    options: ReportOptions,
  ): Promise<ReportOutput<ReportResults[Name]>>;
  run(name: string, options: ReportOptions): Promise<ReportOutput>;
}

/**
 * The reports that `oai report` computes, by name; the same numbers.
 *
 * @example
 * const store = openStore('oai.db');
 * const { view, result } = await reports.run('concentration', { store, night: { asOf: '2026-11-23' } });
 * store.close();
 */
export const reports: Reports = {
  list: () => listed.map(({ name, question }) => ({ name, question })),
  describe: async (name) => {
    const { question, definition, params } = await loaded(name);
    const shape: Record<string, z.ZodType> = params.shape;
    const parameters = Object.entries(shape).map(([key, { description = '' }]) => ({
      name: key,
      description,
    }));
    return { name, question, definition, parameters };
  },
  run,
};

function run<Name extends keyof ReportResults>(
  name: Name,
  options: ReportOptions,
): Promise<ReportOutput<ReportResults[Name]>>;
function run(name: string, options: ReportOptions): Promise<ReportOutput>;
async function run(name: string, options: ReportOptions): Promise<ReportOutput> {
  checkOptions('reports.run', shape, options);
  const { store, night = {}, params = {}, registry = {} } = options;
  const report = await loaded(name);
  const unknown = Object.keys(params).filter((key) => !Object.hasOwn(report.params.shape, key));
  if (unknown.length > 0) {
    throw new UsageError(`The report ${name} has no parameter ${unknown.join(', ')}.`, {
      todo: `It has ${Object.keys(report.params.shape).join(', ') || 'none'}.`,
    });
  }
  const { folders = [], profile = 'default' } = registry;
  const { db } = openedStore(store);
  const compute = (): ReportOutput =>
    report.run(NightReader.open(db, night), params, { registry: () => readRegistry(folders, profile) });
  try {
    // A store of the library stays open for as long as its program likes; a report is of one moment of it.
    return db.transaction(compute)();
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw new UsageError(`A parameter of the report ${name} cannot be used.`, {
      why: error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
      todo: `reports.describe('${name}') tells what they mean.`,
      cause: error,
    });
  }
}

async function loaded(name: string): Promise<Report> {
  const found = listed.find((report) => report.name === name);
  if (found !== undefined) return found.load();
  throw new UsageError(`There is no report ${name}.`, { todo: 'reports.list() names them.' });
}
