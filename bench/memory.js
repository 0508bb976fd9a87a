const SHARES = [0.1, 0.25, 0.5, 0.75, 1];

/** RSS at 10, 25, 50, 75 and 100 % of the way, from `[share, bytes]` samples in order. */
export function rssOverTime(samples) {
  return SHARES.map((share) => {
    const at = samples.findLast(([reached]) => reached <= share) ?? samples[0];
    return { share, rss_bytes: at?.[1] ?? 0 };
  });
}

/** How much the second half added to what the first ended with: 0 is flat. */
export function growthInSecondHalf(overTime) {
  const at = (wanted) => overTime.find(({ share }) => share === wanted).rss_bytes;
  return at(1) / at(0.5) - 1;
}
