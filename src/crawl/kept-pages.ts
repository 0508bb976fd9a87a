import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { UsageError } from '../errors.js';
import type { ListingPage } from '../hub/model-listing.js';
import type { Store } from '../store/open.js';
import { findRun, type Run } from '../store/run.js';
import { findKeptRuns, readKeptRun, readPageIndex } from './page-archive.js';
import { cannotHoldPages, withArchiveErrors } from './page-archive-errors.js';
import {
  INDEX_FILE,
  isKeptRun,
  isoTime,
  type KeptPage,
  keptRunOf,
  pageFileName,
  pageOfFile,
  RUN_FILE,
  runFolderName,
} from './page-archive-format.js';
import type { PagePart } from './page-part.js';

/** What of a page is not in the page itself. */
export interface PageContext {
  /** Its number in the run, from 1. */
  number: number;
  part: PagePart;
  /** Where the walk goes on, as the store will have it. */
  position: unknown;
  fieldsRefused: readonly string[];
  /** When it is stored, milliseconds since 1970-01-01 UTC. */
  storedAt: number;
}

/**
 * Keeps what the Hub sends of one run: each page is there, whole, before the store has it. One that the store then did
 * not take is overwritten by the page that it takes in its place.
 */
export class KeptPages {
  readonly #folder: string;
  /** Lines of the index, and where the last of them begins and ends. */
  #lines: number;
  #lastStart: number;
  #end: number;

  private constructor(folder: string, lines: readonly KeptPage[]) {
    this.#folder = folder;
    const texts = lines.map(lineOf);
    this.#lines = lines.length;
    this.#end = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    this.#lastStart = this.#end - Buffer.byteLength(texts.at(-1) ?? '');
    writeWhole(join(folder, INDEX_FILE), texts.join(''));
  }

  /**
   * Begins the folder of a run below `folder`, or goes on with it after the pages that the store has of the run; then
   * notes what became of earlier runs that ended before they could be noted.
   * @param onUnreadable called for each earlier run that cannot be read, and is left as it is
   * @throws UsageError when the folder cannot be written to, or lacks pages that the store has
   * @throws StoppedEarlyError when the disk is full
   */
  static open(folder: string, store: Store, run: Run, onUnreadable: (error: UsageError) => void): KeptPages {
    return withArchiveErrors(folder, () => {
      const own = join(folder, runFolderName(run));
      const lines = existsSync(join(own, INDEX_FILE)) ? readPageIndex(own).slice(0, run.pages) : [];
      if (!isWhole(own, lines, run.pages)) throw notFromTheStart(folder, run);
      makeFolder(own);
      for (const name of readdirSync(own)) {
        const page = pageOfFile(name);
        if (page !== undefined && (page > run.pages || name !== pageFileName(page))) rmSync(join(own, name));
      }
      const kept = new KeptPages(own, lines);
      kept.note(run);
      for (const earlier of findKeptRuns(folder)) noteEnd(earlier, store, onUnreadable);
      return kept;
    });
  }

  /** Keeps a page. Call before its transaction. @throws StoppedEarlyError when it cannot be written */
  write({ items, url }: ListingPage, { number, part, position, fieldsRefused, storedAt }: PageContext): void {
    withArchiveErrors(this.#folder, () => {
      const file = pageFileName(number);
      const bytes = gzipSync(items.map((item) => `${JSON.stringify(item)}\n`).join(''));
      writeWhole(join(this.#folder, file), bytes);
      const line = lineOf({
        page: number,
        file,
        url,
        stored_at: isoTime(storedAt),
        entries: items.length,
        part,
        position,
        fields_refused: [...fieldsRefused],
        bytes: bytes.byteLength,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      });
      const start = number > this.#lines ? this.#end : this.#lastStart;
      // What a failed write left of a line, or the line of a page that the store did not take.
      truncateSync(join(this.#folder, INDEX_FILE), start);
      appendFileSync(join(this.#folder, INDEX_FILE), line, { flush: true });
      this.#lines = number;
      this.#lastStart = start;
      this.#end = start + Buffer.byteLength(line);
    });
  }

  /** Notes what became of the run. */
  note(run: Run): void {
    withArchiveErrors(this.#folder, () => noteRun(this.#folder, run));
  }
}

/** What became of an earlier run, where that was not noted. */
function noteEnd(folder: string, { db }: Store, onUnreadable: (error: UsageError) => void): void {
  try {
    const { run: kept } = readKeptRun(folder);
    const known = findRun(db, kept.run);
    const isOpen = kept.status === 'running' || kept.status === 'stopped';
    if (isOpen && known !== undefined && isKeptRun(kept, known)) noteRun(folder, known);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    onUnreadable(error);
  }
}

/** @throws UsageError for whatever reason, but that the disk is full: Node says of a disk that is read-only that there is no folder */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code !== 'ENOENT') throw error;
    throw cannotHoldPages(folder, error);
  }
}

function noteRun(folder: string, run: Run): void {
  writeWhole(join(folder, RUN_FILE), `${JSON.stringify(keptRunOf(run), null, 2)}\n`);
}

function lineOf(page: KeptPage): string {
  return `${JSON.stringify(page)}\n`;
}

/** Whether each of the run's pages is there as the index tells it. */
function isWhole(folder: string, lines: readonly KeptPage[], pages: number): boolean {
  return (
    lines.length === pages &&
    lines.every(
      ({ page, bytes }) =>
        statSync(join(folder, pageFileName(page)), { throwIfNoEntry: false })?.size === bytes,
    )
  );
}

function notFromTheStart(folder: string, { run, pages }: Run): UsageError {
  return new UsageError(`${folder} lacks pages of run ${run}, which is unfinished.`, {
    why: `The store has ${pages} of its pages already; some were crawled without --keep-pages, or kept elsewhere.`,
    todo: 'Let the run finish without --keep-pages, or begin anew with --restart.',
  });
}

/** The file is there whole or not at all, also after a power cut. */
function writeWhole(path: string, content: string | Buffer): void {
  const part = `${path}.part`;
  writeFileSync(part, content, { flush: true });
  renameSync(part, path);
}
