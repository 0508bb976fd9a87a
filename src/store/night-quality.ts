/** A finished run beside the last good night. Counts are of models, totals of 30-day downloads. */
export interface NightComparison {
  /** Date of the last good night. */
  since: string;
  /** Days between the two. */
  days: number;
  modelsBefore: number;
  models: number;
  /** Models of both nights. */
  both: number;
  /** Of those, how many have another value in any column. */
  changed: number;
  /** Of those, how many have another download count. */
  downloadsChanged: number;
  vanished: number;
  totalBefore: number;
  total: number;
  /** Columns that had values and have none. */
  fieldsLost: string[];
  /** The run asked another endpoint. */
  endpointChanged: boolean;
}

export interface Verdict {
  quality: 'good' | 'suspect';
  stalled: boolean;
  reasons: string[];
}

/** Bands: what a night may differ by before somebody should look. The Hub grows by about 0.1 % a day. */
const VANISHED = { share: 0.03, perDay: 0.002, atMost: 0.5 };
const GROWTH = { factor: 1.2, perDay: 1.01 };
/** In 2022 the 30-day count lost its first half for one to three days about monthly (hub-docs issue 154). */
const TOTAL = { least: 0.7, most: 1.5, perDay: 1.03 };
/** Fewer models than this can all stand still by chance. */
const STALL_NEEDS_MODELS = 20;

/** Whether a night can be trusted, and if not, why. @param words what it is of */
export function judgeNight(
  night: NightComparison,
  { one, many }: { one: string; many: string } = { one: 'model', many: 'models' },
): Verdict {
  const extraDays = Math.max(0, night.days - 1);
  const { since, models, modelsBefore } = night;
  const reasons: string[] = [];
  const vanishedShare = modelsBefore === 0 ? 0 : night.vanished / modelsBefore;
  const vanishedMost = Math.min(VANISHED.atMost, VANISHED.share + VANISHED.perDay * extraDays);
  if (vanishedShare > vanishedMost) {
    reasons.push(
      `${percent(vanishedShare)} of the ${many} of ${since} are missing (more than ${percent(vanishedMost)})`,
    );
  }
  const growthMost = GROWTH.factor * GROWTH.perDay ** extraDays;
  if (modelsBefore > 0 && models > modelsBefore * growthMost) {
    reasons.push(
      `${models} ${many}, ${times(models / modelsBefore)} those of ${since} (more than ${times(growthMost)})`,
    );
  }
  if (night.totalBefore > 0) {
    const ratio = night.total / night.totalBefore;
    const [least, most] = [TOTAL.least / TOTAL.perDay ** extraDays, TOTAL.most * TOTAL.perDay ** extraDays];
    if (ratio < least || ratio > most) {
      reasons.push(
        `the sum of 30-day downloads is ${times(ratio)} that of ${since} (not ${times(least)} to ${times(most)})`,
      );
    }
  }
  for (const field of night.fieldsLost) reasons.push(`no ${one} has ${field} any more`);
  if (night.endpointChanged) reasons.push(`it comes from another endpoint than the night of ${since}`);
  if (night.days < 0) reasons.push(`the clock says it is before the night of ${since}`);
  return {
    quality: reasons.length === 0 ? 'good' : 'suspect',
    stalled: night.both >= STALL_NEEDS_MODELS && night.downloadsChanged === 0,
    reasons,
  };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)} times`;
}
