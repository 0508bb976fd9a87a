import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../errors.js';
import { writeWhole } from './export-file.js';
import {
  type Manifest,
  MANIFEST,
  readManifest,
  readUnfinished,
  UNFINISHED,
  unfinishedText,
} from './export-manifest.js';
import type { ExportFormat } from './export-writer.js';

/** `model_night/night=2026-11-24/run-12.parquet`: in a folder of ours nobody else names files so. */
const NIGHT_FILE = /^model_night\/night=\d{4}-\d{2}-\d{2}\/run-\d+\.(parquet|csv|ndjson)$/;

/** The folder of an export as the ones before left it, whole or cut off. Hold its lock. */
export class ExportTarget {
  /** Of the last whole export. */
  readonly manifest: Manifest | undefined;
  readonly #folder: string;
  readonly #format: ExportFormat;
  /** Files that an export has written, or was about to. */
  readonly #ours: Set<string>;
  readonly #isOurs: boolean;

  private constructor(
    folder: string,
    format: ExportFormat,
    manifest: Manifest | undefined,
    unfinished: readonly string[] | undefined,
  ) {
    this.#folder = folder;
    this.#format = format;
    this.manifest = manifest;
    this.#isOurs = manifest !== undefined || unfinished !== undefined;
    const listed = Object.values(manifest?.tables ?? {}).flatMap(({ files }) =>
      files.map(({ file }) => file),
    );
    this.#ours = new Set([...listed, ...(unfinished ?? [])]);
  }

  /** @throws UsageError when it holds another's manifest, one that is damaged, or an export of another format */
  static open(folder: string, format: ExportFormat): ExportTarget {
    const manifest = readManifest(folder);
    const unfinished = readUnfinished(folder);
    if (manifest === 'damaged') throw foreign(folder, MANIFEST);
    if (unfinished === 'damaged') throw foreign(folder, UNFINISHED);
    for (const found of [manifest, unfinished]) {
      if (found !== undefined && found.format !== format) throw otherFormat(folder, found.format);
    }
    // What a killed one left half written.
    for (const file of unfinished?.files ?? []) rmSync(join(folder, `${file}.part`), { force: true });
    return new ExportTarget(folder, format, manifest, unfinished?.files);
  }

  /** Whether an export may write over a file, or take it away. */
  owns(file: string): boolean {
    return this.#ours.has(file) || (this.#isOurs && NIGHT_FILE.test(file));
  }

  /**
   * Notes what is about to be written, so that an export that is cut off goes on.
   * @throws UsageError when one of the files is there and no export wrote it
   */
  begin(files: readonly string[]): void {
    const stranger = files.find((file) => !this.owns(file) && existsSync(join(this.#folder, file)));
    if (stranger !== undefined) {
      throw new UsageError(`${join(this.#folder, stranger)} is there already.`, {
        why: 'It is not of an export, which does not overwrite the files of others.',
        todo: 'Choose another folder with -o, or move the file elsewhere.',
      });
    }
    const text = unfinishedText({ format: this.#format, files: [...new Set([...this.#ours, ...files])] });
    writeWhole(join(this.#folder, UNFINISHED), (draft) => writeFileSync(draft, text));
  }

  /** Writes the manifest, after everything else. */
  finish(manifest: string): void {
    writeWhole(join(this.#folder, MANIFEST), (draft) => writeFileSync(draft, manifest));
    rmSync(join(this.#folder, UNFINISHED), { force: true });
  }
}

function foreign(folder: string, file: string): UsageError {
  return new UsageError(`${join(folder, file)} is not of an export that this oai knows.`, {
    why: 'Another program wrote it, a newer oai, or it is damaged.',
    todo: 'Choose another folder with -o.',
  });
}

function otherFormat(folder: string, format: ExportFormat): UsageError {
  return new UsageError(`${folder} holds an export as ${format}.`, {
    why: 'Files of two formats beside each other would be read as twice the rows.',
    todo: `Choose another folder with -o, or --format ${format}.`,
  });
}
