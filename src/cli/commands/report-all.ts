import { type Command, Option } from 'commander';
import { resolveSetting } from '../../config/settings.js';
import type { Profile } from '../../registry/vocabulary.js';
import { type Format, formats } from '../../render/format.js';
import { plural } from '../format.js';
import { addNightOptions, addStoreOption, addTerminalOptions } from '../options.js';
import { addOverlayOption, addProfileOption } from '../registry-options.js';
import { openTerminal } from '../terminal.js';

interface AllFlags {
  db?: string;
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
  addTerminalOptions(addProfileOption(addOverlayOption(addNightOptions(command))))
    .addHelpText(
      'after',
      `
Examples:
  oai report all -o reports
  oai report all --format html -o site       a site, in English and Russian; begin with index.html
  oai report all -o reports/2026-06 --as-of 2026-06-30 --format csv md`,
    )
    .action(async (flags: AllFlags) => {
      const terminal = openTerminal(process.env, flags);
      const [{ systemClock }, { openForReading }, { writeReports }] = await Promise.all([
        import('../../clock.js'),
        import('../../store/open.js'),
        import('../write-reports.js'),
      ]);
      const path = resolveSetting('db', flags.db, process.env);
      const store = openForReading({ path, clock: systemClock, command: 'oai report all' });
      try {
        const { format, registry, profile, output: folder } = flags;
        const options = { choice: flags, formats: format, registry, profile };
        const written = await writeReports(terminal, store, path, folder, options);
        for (const { report: name, why } of written.skipped) terminal.warning(`${name}: ${why}`);
        if (flags.json === true) terminal.answer(`${JSON.stringify(written, null, 2)}\n`);
        else
          terminal.info(`${plural(written.files.length, 'file')} in ${folder}; begin with ${written.index}`);
      } finally {
        store.close();
      }
    });
}
