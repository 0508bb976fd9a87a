import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { UsageError } from '../errors.js';
import type { FortuneCompany } from '../registry/registry.js';

const rows = z
  .array(z.object({ company: z.string().min(1), website: z.string(), handles: z.string() }))
  .min(1);

/**
 * A full list of the reader's own: CSV with the columns company, website and handles, those by `;`, empty where none is
 * known.
 * @throws UsageError when it cannot be read, lacks a column or a company, or names one twice
 */
export function readFortune500(path: string): FortuneCompany[] {
  const companies = readRows(path).map(({ company, website, handles }): FortuneCompany => ({
    company,
    website,
    namespaces: handles
      .split(';')
      .map((handle) => handle.trim())
      .filter((handle) => handle !== ''),
    confidence: null,
  }));
  const names = companies.map(({ company }) => company.toLowerCase());
  const twice = companies.find((_, index) => names.indexOf(names[index] ?? '') !== index);
  if (twice !== undefined) {
    throw new UsageError(`${path} has ${twice.company} twice.`, { todo: 'Keep one of the rows.' });
  }
  return companies;
}

function readRows(path: string): z.output<typeof rows> {
  try {
    const records: unknown = parse(readFileSync(path), { bom: true, columns: true, trim: true });
    return rows.parse(records);
  } catch (error) {
    throw new UsageError(`${path} cannot be read as a list of companies.`, {
      why:
        error instanceof z.ZodError
          ? 'It has no row, or one without a company, a website column or a handles column.'
          : error instanceof Error
            ? error.message
            : String(error),
      todo: 'Give CSV with the header company,website,handles; several handles are separated by ";".',
      cause: error,
    });
  }
}
