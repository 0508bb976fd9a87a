import { z } from 'zod';
import { UsageError } from '../errors.js';
import { checkOptions, count, flag, milliseconds, oneOf, option, text } from './check-options.js';
import type { CrawlOptions } from './crawl.js';

const shape = {
  db: option('a file, or a store that openStore opened', z.union([z.string().min(1), z.object({})])),
  repository: oneOf(['model', 'dataset', 'space']).optional(),
  endpoint: option('an http or https address', z.string()).optional(),
  token: option('a text', z.string()).optional(),
  author: text.optional(),
  limit: count.optional(),
  expand: option('a list of fields; there is gguf', z.array(z.enum(['gguf']))).optional(),
  restart: flag.optional(),
  budget: option('a number above 0 and up to 1', z.number().gt(0).lte(1)).optional(),
  concurrency: count.optional(),
  maxPages: count.optional(),
  maxTimeMs: milliseconds.optional(),
  patienceMs: milliseconds.optional(),
  keepPages: text.optional(),
  signal: option('an AbortSignal', z.instanceof(AbortSignal)).optional(),
  onEvent: option('a function', z.function()).optional(),
} satisfies Record<keyof CrawlOptions, z.ZodType>;

/** @throws UsageError naming an option that cannot be used, or is of models alone where something else is crawled */
export function checkCrawlOptions(options: CrawlOptions): void {
  checkOptions('crawl', shape, options);
  const { repository = 'model', expand = [], keepPages } = options;
  if (repository === 'model') return;
  if (expand.length > 0 || keepPages !== undefined) {
    throw new UsageError(
      `crawl has no option ${keepPages === undefined ? 'expand' : 'keepPages'} for a ${repository}.`,
      {
        why: 'It is of models alone.',
        todo: 'Leave it out.',
      },
    );
  }
}
