import type * as Chdb from 'chdb';
import { UsageError } from '../errors.js';
import { ANSWER_FORMAT, columnsOf, type Engine, EngineFailure } from './engine.js';

/**
 * ClickHouse within this process, of the package `chdb`: it need not be installed for anything else. Its queries run in the main
 * thread, as a worker thread with it in it crashes at its end.
 * @throws UsageError when it is not installed
 */
export async function openEmbeddedEngine(): Promise<Engine> {
  const { queryBind } = await loadChdb();
  return {
    longestParameter: Infinity,
    query: (sql, parameters) => {
      try {
        return columnsOf(queryBind(sql, parameters, ANSWER_FORMAT));
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        throw new EngineFailure(message, '', error);
      }
    },
  };
}

async function loadChdb(): Promise<typeof Chdb> {
  try {
    return await import('chdb');
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    throw new UsageError('The embedded engine is not there.', {
      why: isMissing
        ? 'It is the package chdb, which is not installed along with oai: it is large.'
        : `The package chdb cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
      todo: 'Run `npm install chdb` where oai is installed (with -g for a global one), or name a server with --url.',
      cause: error,
    });
  }
}
