import { generatedSource } from '../local-hub/generated-source.js';
import { readRecorded } from '../local-hub/read-recorded.js';
import { recordedSource } from '../local-hub/recorded-source.js';
import type { Recording } from '../local-hub/recordings.js';
import type { LocalHubOptions } from '../local-hub/types.js';

/** What a local Hub serves: a recording, or as many generated models as wished with their owners, datasets and Spaces. */
export async function modelSource(
  what: { recording: Recording } | { models: number; seed: number },
): Promise<Pick<LocalHubOptions, 'source' | 'owners' | 'datasets' | 'spaces'>> {
  if ('recording' in what) return { source: recordedSource(await readRecorded(what.recording)) };
  const source = generatedSource(what);
  const { owners, datasets, spaces } = source;
  return { source, owners, datasets, spaces };
}
