import { MODALITY_LABELS, PIPELINE_DATA } from '@huggingface/tasks';

const modalityOfTask = new Map<string, string>(
  Object.entries(PIPELINE_DATA).map(([task, { modality }]) => [task, modality]),
);
const labelOfModality = new Map<string, string>(Object.entries(MODALITY_LABELS));

/** The key of the modality that the Hub files a pipeline tag under; null for a tag that the Hub does not define. */
export function modalityOf(pipelineTag: string): string | null {
  return modalityOfTask.get(pipelineTag) ?? null;
}

/** Such as "Natural Language Processing" for `nlp`. */
export function modalityLabel(modality: string): string {
  return labelOfModality.get(modality) ?? modality;
}
