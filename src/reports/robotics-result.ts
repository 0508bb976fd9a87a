/** What datasets say that they are for, a category of `task_categories`; a dataset may name several. */
export interface Category extends Record<string, string | number | null> {
  category: string;
  datasets: number;
  /** Of the datasets that name a category. */
  share: number | null;
  /** 1 and the categories with more. */
  rank: number;
}

/** One category in one year. */
export interface CategoryYear extends Record<string, string | number | boolean | null> {
  /** `YYYY`. */
  year: string;
  category: string;
  /** Created in the year and still there. */
  created: number;
  /** Created up to its end and still there. */
  stock: number;
  /** Of the datasets that name a category and were created in the year. */
  share_created: number | null;
  share_stock: number | null;
  /** Among the categories that have any; null where this one has none. */
  rank_created: number | null;
  rank_stock: number | null;
  /** False where the crawl falls into it, or the day that the Hub dates everything older. */
  complete: boolean;
}

/** Robotics in one year, with the datasets that carry the tag of its recordings. */
export interface RoboticsYear extends CategoryYear {
  /** Tagged `LeRobot`, whatever else. */
  lerobot_created: number;
  lerobot_stock: number;
  /** Of the category, or with that tag. */
  either_created: number;
  either_stock: number;
}

export interface RoboticsResult extends Record<string, unknown> {
  /** Of the crawl of datasets, `YYYY-MM-DD`. */
  night: string;
  /** Public datasets. */
  datasets: number;
  /** Those that name a category. */
  declared: number;
  coverage: number | null;
  /** Of the category, and tagged `LeRobot`, and either. */
  robotics: number;
  lerobot: number;
  either: number;
  categories: Category[];
  years: RoboticsYear[];
  category_years: CategoryYear[];
}
