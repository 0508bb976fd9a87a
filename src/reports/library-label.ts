import { MODEL_LIBRARIES_UI_ELEMENTS } from '@huggingface/tasks';

const labels = new Map<string, string>(
  Object.entries(MODEL_LIBRARIES_UI_ELEMENTS).map(([library, { prettyLabel }]) => [library, prettyLabel]),
);

/** Such as "Transformers" for `transformers`; null for a library that the Hub does not define. */
export function libraryLabel(library: string): string | null {
  return labels.get(library) ?? null;
}
