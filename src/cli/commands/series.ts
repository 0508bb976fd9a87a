import type { Command } from 'commander';
import { resolveSetting } from '../../config/settings.js';
import { addStoreOption, addTerminalOptions } from '../options.js';
import { addOutputOptions, type OutputFlags, outputFormat, printOutput } from '../report-output.js';
import { reportContext } from '../report-context.js';
import { openTerminal } from '../terminal.js';

interface SeriesFlags extends OutputFlags, Record<string, unknown> {
  db?: string;
  to?: string;
  quiet?: boolean;
  color?: boolean;
}

/** Adds `series`; its options are made from its report, which is loaded only when `args` name it. */
export async function addSeriesCommand(program: Command, args: readonly string[]): Promise<void> {
  const command = program
    .command('series')
    .summary('models or an author, night by night')
    .description(
      'Prints what the nights hold of some models, or of one author: a row a calendar day (UTC). Nothing is interpolated. ' +
        'A day without a night that can be trusted says "no night", a night without the model "absent", a model without ' +
        'the value "unknown"; "stalled" marks a night on which no download counter of the Hub had moved.',
    )
    .argument('[model...]', 'names, former names or 24-digit _ids');
  if (!args.slice(0, 2).includes('series')) return;
  const [{ seriesExamples, seriesParams }, { parameterOptions }] = await Promise.all([
    import('../../reports/series-result.js'),
    import('../parameter-options.js'),
  ]);
  for (const option of parameterOptions(seriesParams)) command.addOption(option);
  addTerminalOptions(addOutputOptions(addStoreOption(command)))
    .addHelpText('after', `\nExamples:\n${seriesExamples.map((example) => `  ${example}`).join('\n')}`)
    .action(async (models: string[], flags: SeriesFlags) => printSeries(models, flags));
}

async function printSeries(models: readonly string[], flags: SeriesFlags): Promise<void> {
  const terminal = openTerminal(process.env, flags);
  const format = outputFormat(flags);
  const [{ systemClock }, { openForReading }, { NightReader }, { seriesReport }] = await Promise.all([
    import('../../clock.js'),
    import('../../store/open.js'),
    import('../../store/night-reader.js'),
    import('../../reports/series.js'),
  ]);
  const path = resolveSetting('db', flags.db, process.env);
  const store = openForReading({ path, clock: systemClock, command: 'oai series' });
  try {
    const report = seriesReport(store, models);
    const night = NightReader.open(store.db, { asOf: flags.to });
    const output = report.run(night, flags, await reportContext(report, process.env));
    await printOutput(terminal, output, path, format, flags);
  } finally {
    store.close();
  }
}
