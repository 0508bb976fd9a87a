import { MissingDataError } from '../errors.js';
import type { Night } from '../store/night.js';
import type { NightReader } from '../store/night-reader.js';
import { claimReadings, type Reading } from './claim-readings.js';
import { nearestReading } from './nearest-reading.js';
import { parameterValues } from './parameter-values.js';
import type { PublishedClaim } from './published-claims.js';
import type { Report, ReportContext } from './report.js';
import type { ReportOutput } from './types.js';
import { isNear } from './verdict.js';

/** Computes what claims ask for: each report once for a night and its parameters, each night read once. */
export class ClaimOutcomes {
  readonly #newest: NightReader;
  readonly #reports: ReadonlyMap<string, Report>;
  readonly #context: ReportContext;
  readonly #nights: Night[];
  readonly #readers = new Map<string, NightReader>();

  constructor(newest: NightReader, reports: ReadonlyMap<string, Report>, context: ReportContext) {
    this.#newest = newest;
    this.#reports = reports;
    this.#context = { ...context, memo: context.memo ?? new Map<string, ReportOutput | MissingDataError>() };
    this.#nights = newest.run.whole ? newest.nights() : [newest.night];
    this.#readers.set(newest.night.date, newest);
  }

  /** Up to the newest, oldest first. */
  get nights(): readonly Night[] {
    return this.#nights;
  }

  /** The night that a claim is compared with: of a figure of some days the last one for them, else the newest. */
  nightOf(claim: PublishedClaim): NightReader {
    const date = this.#nights.findLast((night) => isFor(claim, night.date))?.date;
    if (date === undefined) return this.#newest;
    const reader = this.#readers.get(date) ?? this.#newest.at({ asOf: date });
    this.#readers.set(date, reader);
    return reader;
  }

  /** What this store says of the quantity of a claim. */
  readingOf(claim: PublishedClaim): Reading {
    if (!claim.observable && claimReadings[claim.quantity] === undefined) return unanswered;
    const night = this.nightOf(claim);
    const own = claimReadings[claim.quantity];
    if (own !== undefined) return own(night, this.#context);
    const report = this.#reports.get(claim.report);
    const isUnbounded = claim.at_least === null && claim.at_most === null;
    if (report === undefined || isUnbounded || this.#isPast(claim)) return unanswered;
    const output = this.#run(report, night, claim.params);
    if (output instanceof MissingDataError) {
      const why = [output.message, output.why]
        .filter((text) => text !== undefined)
        .join(' ')
        .replace(/\.$/, '');
      return { outcome: { kind: 'lacking', why } };
    }
    return { ...readingIn(output, claim), ...crawlOf(output, claim) };
  }

  /** A figure of one day that no night is near: what another night says of it decides nothing, unless it only grows. */
  #isPast(claim: PublishedClaim): boolean {
    return claim.nights === 'on' && !claim.only_grows && !isNear(claim, this.nightOf(claim).night.date);
  }

  #run(report: Report, night: NightReader, flags: string): ReportOutput | MissingDataError {
    try {
      return report.run(night, parameterValues(report.params, flags), this.#context);
    } catch (error) {
      if (!(error instanceof MissingDataError)) throw error;
      return error;
    }
  }
}

const unanswered: Reading = { outcome: { kind: 'unanswered' } };

/** A figure of other nights than these is compared with the newest. */
function isFor(claim: PublishedClaim, date: string): boolean {
  if (claim.nights === 'on') return isNear(claim, date);
  return claim.nights === 'window' ? date <= claim.to_day : false;
}

function crawlOf(
  { provenance: { repositories } }: ReportOutput,
  { needs }: PublishedClaim,
): Pick<Reading, 'crawled'> {
  const crawl = repositories?.find(({ kind }) => `${kind}s` === needs);
  return crawl === undefined ? {} : { crawled: crawl.night };
}

function readingIn(output: ReportOutput, claim: PublishedClaim): Reading {
  const wanted = claim.answer === '' ? claim.id : claim.answer;
  const figure = output.published.find(({ id }) => id === wanted);
  const nearest = figure?.nearest === undefined ? {} : { nearest: figure.nearest };
  if (figure === undefined || (figure.computed === null && figure.not_computed === '')) {
    return { outcome: { kind: 'unanswered' }, ...nearest };
  }
  if (figure.computed === null) return { outcome: { kind: 'not', why: figure.not_computed }, ...nearest };
  const because = nearestReading(wanted, claim.quantity, output);
  return { outcome: { kind: 'value', value: figure.computed, ...(because && { because }) }, ...nearest };
}
