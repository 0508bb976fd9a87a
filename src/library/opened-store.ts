import { UsageError } from '../errors.js';
import type { Store as InnerStore } from '../store/open.js';
import type { Store } from './open-store.js';

interface Opened {
  inner: InnerStore;
  readonly: boolean;
}

/** What is behind a store: here, and not in the store's own type. */
const opened = new WeakMap<Store, Opened>();

/** As whoever is refused the lock is told. */
export const HOLDER = 'a program that uses the library of oai';

export function keepOpen(store: Store, inner: InnerStore, readonly: boolean): void {
  opened.set(store, { inner, readonly });
}

/** Closes what is behind a store, unless it is closed. */
export function closeOpened(store: Store): void {
  const found = opened.get(store);
  opened.delete(store);
  found?.inner.close();
}

/** @throws UsageError when the store is closed, or open for reading where it is to be written to */
export function openedStore(store: Store, { forWriting = false } = {}): InnerStore {
  const found = opened.get(store);
  if (found === undefined) {
    throw new UsageError('The store is not open.', { todo: 'Open it with openStore, and close it last.' });
  }
  if (forWriting && found.readonly) {
    throw new UsageError(`The store ${store.path} is open for reading.`, {
      todo: 'Open it with openStore(path, { readonly: false }).',
    });
  }
  return found.inner;
}
