import { systemClock } from '../clock.js';
import { listNights } from '../store/night.js';
import { NightReader } from '../store/night-reader.js';
import { openForReading, openForWriting } from '../store/open.js';
import {
  listRepositoryNights,
  type RepositoryNight as InnerRepositoryNight,
} from '../store/repository-night.js';
import { listRuns } from '../store/run.js';
import { closeOpened, HOLDER, keepOpen, openedStore } from './opened-store.js';
import type { Night, NightChoice, RepositoryNight, Run } from './types.js';

/** A store that is open: one SQLite file. */
export interface Store {
  /** The file. */
  readonly path: string;
  /** Every night, whatever its query and quality, in the order they were taken. */
  nights(): Night[];
  /**
   * One night.
   *
   * @throws MissingDataError when there is no such night, saying what the store has instead
   * @throws UsageError when `asOf` is no date
   */
  night(choice?: NightChoice): Night;
  /** Every finished crawl of all datasets, or of all Spaces, whatever its quality, in the order they were taken. */
  repositoryNights(): RepositoryNight[];
  /** Every run, the newest first. */
  runs(): Run[];
  /**
   * Closes the file and gives its lock back; the store is of no use after that. Closing twice does nothing.
   *
   * @throws UsageError while a crawl writes to the store: abort the `signal` of that, and wait for its end
   */
  close(): void;
}

/** How a store is opened. */
export interface StoreOptions {
  /**
   * `true` unless told. With `false` the file is made where there is none, and this process alone may write to it until
   * the store is closed: what {@link crawl} needs to be given it.
   */
  readonly?: boolean | undefined;
}

/**
 * Opens a store. One written by an older version of `oai` is brought up to date first.
 *
 * @param path the SQLite file
 * @throws MissingDataError when there is no such file to read
 * @throws LockedError when it is to be written to and another process does
 * @throws UsageError when the file is no store, is of a newer version of `oai`, or cannot be opened
 * @example
 * const store = openStore('oai.db');
 * const dates = store.nights().map(({ date }) => date);
 * store.close();
 */
export function openStore(path: string, { readonly = true }: StoreOptions = {}): Store {
  const options = { path, clock: systemClock, command: HOLDER };
  const inner = readonly ? openForReading(options) : openForWriting(options);
  const store: Store = {
    path,
    nights: () => listNights(openedStore(store).db).map(publicNight),
    night: (choice = {}) => publicNight(NightReader.open(openedStore(store).db, choice).night),
    repositoryNights: () => listRepositoryNights(openedStore(store).db).map(publicRepositoryNight),
    runs: () => listRuns(openedStore(store).db),
    close: () => closeOpened(store),
  };
  keepOpen(store, inner, readonly);
  return store;
}

function publicNight({ date, run, whole, models, quality, reasons, stalled }: Night): Night {
  return { date, run, whole, models, quality, reasons, stalled };
}

function publicRepositoryNight(night: InnerRepositoryNight): RepositoryNight {
  const { date, run, kind: repository, repositories: count, quality, reasons } = night;
  return { date, run, repository, count, quality, reasons };
}
