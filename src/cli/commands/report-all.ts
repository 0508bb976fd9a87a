import { type Command, Option } from 'commander';
import type { Profile } from '../../registry/vocabulary.js';
import { type Format, formats } from '../../render/format.js';
import { addEngineOptions, type EngineFlags } from '../engine-options.js';
import { plural } from '../format.js';
import { openNight } from '../open-night.js';
import { addNightOptions, addStoreOption, addTerminalOptions } from '../options.js';
import { addOverlayOption, addProfileOption } from '../registry-options.js';
import { openTerminal } from '../terminal.js';

interface AllFlags extends EngineFlags {
  output: string;
  format?: Format[];
  asOf?: string;
  run?: number;
  includeSuspect?: boolean;
  registry?: string[];
  profile: Profile;
  json?: boolean;
  quiet?: boolean;
  color?: boolean;
}

/** Adds `report all`: every report once, from one reading of the night. */
export function addReportAll(report: Command): void {
  const command = addStoreOption(
    report
      .command('all')
      .summary('every report, into a folder')
      .description(
        'Computes every report with its default parameters from one night and writes them into a folder, with an index to ' +
          'read them by and manifest.json for programs. Reports that the night lacks the data for are named, not guessed.',
      )
      .requiredOption('-o, --output <folder>', 'where to write them; made where it is not there')
      .addOption(
        new Option('--format <formats...>', 'which forms to write (default: json and md)').choices(formats),
      )
      .option('--json', 'print the files that were written as JSON'),
  );
  addTerminalOptions(addProfileOption(addOverlayOption(addEngineOptions(addNightOptions(command)))))
    .addHelpText(
      'after',
      `
Examples:
  oai report all -o reports
  oai report all --format html -o site       a site, in English and Russian; begin with index.html
  oai report all -o reports/2026-06 --as-of 2026-06-30 --format csv md
  oai report all -o reports --engine clickhouse --parquet export`,
    )
    .action(async (flags: AllFlags) => {
      const terminal = openTerminal(process.env, flags);
      const { writeReports } = await import('../write-reports.js');
      const { night, sameStore, close } = await openNight(flags, process.env, 'oai report all');
      try {
        const { format, registry, profile, output: folder } = flags;
        const options = { sameStore, formats: format, registry, profile };
        const written = await writeReports(terminal, night, folder, options);
        for (const { report: name, why } of written.skipped) terminal.warning(`${name}: ${why}`);
        if (flags.json === true) terminal.answer(`${JSON.stringify(written, null, 2)}\n`);
        else
          terminal.info(`${plural(written.files.length, 'file')} in ${folder}; begin with ${written.index}`);
      } finally {
        close();
      }
    });
}
