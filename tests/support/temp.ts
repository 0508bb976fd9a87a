import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** A new folder that is gone when the test has finished. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'oai-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A new folder that is gone when the tests of the file have finished. Call while the file is being collected. */
export function sharedFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'oai-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
