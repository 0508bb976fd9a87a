/** The languages that pages and summaries are written in. */
export const languages = ['en', 'ru'] as const;
export type Language = (typeof languages)[number];
