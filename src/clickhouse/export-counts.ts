import { DamagedStoreError, MissingDataError } from '../errors.js';
import { type Manifest, parseManifest } from '../exchange/export-manifest.js';
import type { ExchangeTableName } from '../exchange/tables.js';

const exportAgain =
  'Export it again with `oai export`, all tables together; on a server, empty them and load them anew.';

/** What the manifest of an export says of its tables: what was loaded in part, twice, or beside another export is not answered from. */
export class ExportCounts {
  readonly #tables: Manifest['tables'];
  readonly #place: string;
  /** Tables that have all their rows. */
  readonly #whole = new Set<ExchangeTableName>();

  private constructor(tables: Manifest['tables'], place: string) {
    this.#tables = tables;
    this.#place = place;
  }

  /**
   * @param texts of the manifests that were found: one
   * @param place as a message names it
   * @throws DamagedStoreError when there is not the manifest of one export
   */
  static read(texts: readonly string[], place: string): ExportCounts {
    const [text = ''] = texts;
    const manifest = texts.length === 1 ? parseManifest(text) : 'damaged';
    if (manifest !== 'damaged') return new ExportCounts(manifest.tables, place);
    throw new DamagedStoreError(`The manifest in ${place} is not that of one export.`, {
      why: `It has ${texts.length === 1 ? 'other content' : `${texts.length} rows, not 1`}.`,
      todo: exportAgain,
    });
  }

  /** @param count counts the rows there @throws DamagedStoreError unless they are those that were exported */
  require(table: ExchangeTableName, count: () => number): void {
    if (this.#whole.has(table)) return;
    const files = this.requireMoment(table);
    const expected = files.reduce((sum, { rows }) => sum + rows, 0);
    const found = count();
    if (found !== expected) {
      throw new DamagedStoreError(`The table ${table} in ${this.#place} is not the one that was exported.`, {
        why: `It has ${found} rows, not ${expected}.`,
        todo: exportAgain,
      });
    }
    this.#whole.add(table);
  }

  /** @throws DamagedStoreError unless the table was exported together with the nights, MissingDataError unless at all */
  requireMoment(table: ExchangeTableName): Manifest['tables'][string]['files'] {
    const exported = this.#tables[table];
    if (exported === undefined) {
      throw new MissingDataError(`The export in ${this.#place} has no table ${table}.`, {
        why: 'Only some tables were exported, or the export did not come to its end.',
        todo: exportAgain,
      });
    }
    if (exported.moment === this.#tables['nights']?.moment) return exported.files;
    throw new DamagedStoreError(
      `The tables ${table} and nights in ${this.#place} are of different moments.`,
      {
        why: 'The store went on between one export and the other.',
        todo: exportAgain,
      },
    );
  }
}
