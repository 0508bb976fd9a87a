import { join } from 'node:path';
import type { ListedModel } from '../../src/domain/listed-model.js';
import type { Report, ReportContext } from '../../src/reports/report.js';
import type { ReportOutput } from '../../src/reports/types.js';
import type { NightChoice } from '../../src/store/night-reader.js';
import { HubOverTime, readNight } from './nights.js';
import { noContext } from './reports.js';
import { tempFolder } from './temp.js';

/** Runs a report on a night of the store at `path`. */
export function runReport(
  path: string,
  report: Report,
  params: Record<string, unknown> = {},
  choice: NightChoice = {},
  context: ReportContext = noContext,
): ReportOutput {
  return readNight(path, choice, (night) => report.run(night, params, context));
}

/** Crawls the models over HTTP, GGUF totals included, as if it were the given day; the path of the store. */
export async function storeOf(models: ListedModel[], date = '2026-08-22'): Promise<string> {
  const path = join(tempFolder(), 'oai.db');
  const hub = await HubOverTime.start(models, path);
  await hub.night(date, { extraFields: ['gguf'] });
  return path;
}
