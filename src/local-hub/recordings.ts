/** The recordings of `data/recorded/`, by the day they show. */
export const recordings = ['july-2022', 'may-2026', 'august-2026'] as const;
export type Recording = (typeof recordings)[number];
