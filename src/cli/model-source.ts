import { generatedSource } from '../local-hub/generated-source.js';
import { readRecorded, type Recording } from '../local-hub/read-recorded.js';
import { recordedSource } from '../local-hub/recorded-source.js';
import type { ModelSource } from '../local-hub/types.js';

/** The models a local Hub serves: a recording, or as many generated ones as wished. */
export async function modelSource(what: { recording: Recording } | { models: number; seed: number }): Promise<ModelSource> {
  return 'recording' in what ? recordedSource(await readRecorded(what.recording)) : generatedSource(what);
}
