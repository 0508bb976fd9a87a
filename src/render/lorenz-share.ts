import type { LorenzChart } from '../reports/chart.js';

/** What the top share of a population takes, read off the curve. */
export function lorenzShare(points: LorenzChart['points'], topShare: number): number {
  let left = { top_share: 0, share: 0 };
  for (const right of points) {
    if (right.top_share >= topShare) {
      const part = (topShare - left.top_share) / (right.top_share - left.top_share);
      return left.share + part * (right.share - left.share);
    }
    left = right;
  }
  return left.share;
}
