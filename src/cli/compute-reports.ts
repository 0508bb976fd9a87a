import { MissingDataError } from '../errors.js';
import { type Language, languages } from '../render/language.js';
import { reports } from '../reports/index.js';
import type { Report } from '../reports/report.js';
import type { ReportOutput } from '../reports/types.js';
import type { NightReader } from '../store/night-reader.js';
import { type RegistryChoice, reportContexts } from './report-context.js';

/** Every report of one night. */
export interface ComputedReports {
  outputs: ReportOutput[];
  /** The report on published figures in every language; null where it could not be computed. */
  claims: Record<Language, ReportOutput> | null;
  /** What was computed for it of other parameters. */
  answered: ReportOutput[];
  /** Reports that the night lacks the data for. */
  skipped: { report: string; why: string }[];
}

/**
 * Every report with its default parameters, from one reading of the night; what two of them share is computed once.
 * @throws MissingDataError when nothing can be computed from the night
 */
export async function computeReports(night: NightReader, choice: RegistryChoice): Promise<ComputedReports> {
  const memo = new Map<string, ReportOutput | MissingDataError>();
  const contextOf = reportContexts(process.env, choice);
  const run = async (report: Report, params: Record<string, unknown>): Promise<ReportOutput> =>
    report.run(night, params, { ...(await contextOf(report)), memo });
  const outputs: ReportOutput[] = [];
  const skipped: ComputedReports['skipped'] = [];
  let claims: ComputedReports['claims'] = null;
  for (const { name, load } of reports) {
    try {
      const report = await load();
      const output = await run(report, {});
      outputs.push(output);
      if (name === 'claims') claims = await inEveryLanguage((lang) => run(report, { lang }));
    } catch (error) {
      if (!(error instanceof MissingDataError)) throw error;
      skipped.push({ report: name, why: error.message });
    }
  }
  if (outputs.length === 0) {
    // Without a night that is all there is to say.
    void night.run;
    throw new MissingDataError('No report can be computed from this night.', {
      why: skipped.map(({ report, why }) => `${report}: ${why}`).join(' '),
      todo: 'See `oai runs` for what each run was given.',
    });
  }
  return {
    outputs,
    claims,
    answered: [...memo.values()].flatMap((known) => (known instanceof MissingDataError ? [] : [known])),
    skipped,
  };
}

async function inEveryLanguage<T>(make: (language: Language) => Promise<T>): Promise<Record<Language, T>> {
  const made: Partial<Record<Language, T>> = {};
  for (const language of languages) made[language] = await make(language);
  return made as Record<Language, T>;
}
