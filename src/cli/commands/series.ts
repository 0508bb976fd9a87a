import type { Command } from 'commander';
import { addEngineOptions, type EngineFlags } from '../engine-options.js';
import { openNight } from '../open-night.js';
import { addStoreOption, addTerminalOptions } from '../options.js';
import { addOutputOptions, type OutputFlags, outputFormat, printOutput } from '../report-output.js';
import { reportContext } from '../report-context.js';
import { openTerminal } from '../terminal.js';

interface SeriesFlags extends OutputFlags, EngineFlags, Record<string, unknown> {
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
  addTerminalOptions(addOutputOptions(addEngineOptions(addStoreOption(command))))
    .addHelpText('after', `\nExamples:\n${seriesExamples.map((example) => `  ${example}`).join('\n')}`)
    .action(async (models: string[], flags: SeriesFlags) => printSeries(models, flags));
}

async function printSeries(models: readonly string[], flags: SeriesFlags): Promise<void> {
  const terminal = openTerminal(process.env, flags);
  const format = outputFormat(flags);
  const { seriesReport } = await import('../../reports/series.js');
  const choice = { ...flags, asOf: flags.to };
  const { night, sameStore, close } = await openNight(choice, process.env, 'oai series');
  try {
    const report = seriesReport(models);
    const output = report.run(night, flags, await reportContext(report, process.env));
    await printOutput(terminal, output, sameStore, format, flags);
  } finally {
    close();
  }
}
