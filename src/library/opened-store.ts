import { LockedError, UsageError } from '../errors.js';
import type { Store as InnerStore } from '../store/open.js';
import type { Store } from './open-store.js';

interface Opened {
  inner: InnerStore;
  readonly: boolean;
  /** A crawl writes to it. */
  busy: boolean;
}

/** What is behind a store: here, and not in the store's own type. */
const opened = new WeakMap<Store, Opened>();

/** As whoever is refused the lock is told. */
export const HOLDER = 'a program that uses the library of oai';

export function keepOpen(store: Store, inner: InnerStore, readonly: boolean): void {
  opened.set(store, { inner, readonly, busy: false });
}

/** Closes what is behind a store, unless it is closed. @throws UsageError while a crawl writes to it */
export function closeOpened(store: Store): void {
  const found = opened.get(store);
  if (found?.busy === true) {
    throw new UsageError(`A crawl writes to the store ${store.path}.`, {
      todo: 'Abort the signal of the crawl, wait for its end, and close the store then.',
    });
  }
  opened.delete(store);
  found?.inner.close();
}

/** @throws UsageError when the store is closed */
export function openedStore(store: Store): InnerStore {
  return findOpened(store).inner;
}

/**
 * Lets one at a time write to a store that is open, from beginning to end.
 * @throws UsageError when the store is closed, or open for reading
 * @throws LockedError while another does
 */
export async function writeToOpened<T>(store: Store, write: (inner: InnerStore) => Promise<T>): Promise<T> {
  const found = findOpened(store);
  if (found.readonly) {
    throw new UsageError(`The store ${store.path} is open for reading.`, {
      todo: 'Open it with openStore(path, { readonly: false }).',
    });
  }
  if (found.busy) {
    throw new LockedError(`${store.path} is being written by this program.`, {
      why: 'Another crawl of it is under way.',
      todo: 'Wait for its end, and crawl then.',
    });
  }
  found.busy = true;
  try {
    return await write(found.inner);
  } finally {
    found.busy = false;
  }
}

function findOpened(store: Store): Opened {
  const found = opened.get(store);
  if (found !== undefined) return found;
  throw new UsageError('The store is not open.', { todo: 'Open it with openStore, and close it last.' });
}
