/** Models created in a month or year that are still there, and all such models by its end. */
export interface Period extends Record<string, string | number | boolean | null> {
  /** `YYYY-MM` or `YYYY`. */
  period: string;
  created: number;
  /** Created up to its end, the sentinel's included. */
  stock: number;
  /** `created` over the days of it that the night reaches. */
  per_day: number | null;
  /** `created` over the stock before it. */
  growth: number | null;
  /** `created` over that of the same period a year before; null where one of the two is not complete, or the other had none. */
  yoy_ratio: number | null;
  /** False where the night falls into it, or the sentinel does. */
  complete: boolean;
}

export interface Milestone extends Record<string, string | number | null> {
  models: number;
  /** Day of creation of that model, counted from the oldest; null within the sentinel. */
  reached: string | null;
  days_since_previous: number | null;
  /** The first night of this store that counted so many. */
  first_night: string | null;
}

/** The models created in the last 365 days. */
export interface Pace extends Record<string, number | null> {
  days: number;
  created: number;
  per_day: number;
  growth: number | null;
  doubling_days: number | null;
}

/** From the first to the last night of the store: what came less what went. */
export interface NightWindow {
  from: string;
  to: string;
  days: number;
  models_from: number;
  models_to: number;
  per_day: number;
  doubling_days: number | null;
}

export interface GrowthResult extends Record<string, unknown> {
  night: string;
  models: number;
  /** Created up to 2022-03-02, when the Hub began to keep dates. */
  sentinel: number;
  /** Without a creation date, or with one after the night. */
  undated: number;
  /** The last 365 days, or null where the first model is younger. */
  last_year: Pace | null;
  years: Period[];
  months: Period[];
  milestones: Milestone[];
  days: { date: string; created: number; stock: number }[];
  nights: { night: string; models: number; change: number | null; per_day: number | null }[];
  night_window: NightWindow | null;
}
