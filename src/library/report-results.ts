/**
 * What each report computes, as plain data: keys in snake_case, with units and windows in their names; a share is a fraction from 0 to 1, null is
 * "unknown". Made from the results of src/reports, so that a program needs none of the types they are made of:
 * UPDATE_DOCS=1 npx vitest run tests/docs/api.test.ts
 */

import type { Cell } from '../reports/types.js';

/** What a metric turned out to be; part of the result of every report that counts one. */
type MetricSummary = {
  name: '30d' | 'all-time' | 'likes' | 'window' | 'first-year';
  /** Such as "downloads (last 30 days)". */
  label: string;
  /** The Hub's field, or what stands for it. */
  field: string;
  /** The nights of a window. */
  window: {
    from: string;
    to: string;
  } | null;
  /** Models of the night without the metric; they are in none of the figures. */
  lacking: number;
  /** Models of a window's first night that its last no longer has. */
  gone: number;
  /** Models whose all-time count fell within the window: left out, never made zero. */
  negative: {
    model: string;
    change: number;
  }[];
};

/** Models created in a month or year that are still there, and all such models by its end. */
type Period = {
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
  [key: string]: string | number | boolean | null;
};

type Below = {
  /** Models with fewer downloads than this. */
  threshold: number;
  models: number;
  share: number | null;
};

type Leader = {
  model: string;
  likes: number;
  downloads: number;
  /** 1 + how many models have more; equal ones share a rank. */
  rank_likes: number;
  rank_downloads: number;
  downloads_per_like: number | null;
  [key: string]: string | number | null;
};

/** Models of one year of creation, or of all. Sizes are in parameters. */
type SizeRow = {
  created: string;
  /** Of known size. */
  models: number;
  downloads: number;
  /** Share of the models, and of the downloads, that have a known size. */
  coverage_models: number | null;
  coverage_downloads: number | null;
  mean: number | null;
  /** The lower one where the number of models is even. */
  median: number | null;
  /** By downloads: the mean size of what was downloaded. */
  weighted_mean: number | null;
  /** The smallest size up to which models have at least half of the downloads. */
  weighted_median: number | null;
  [key: string]: Cell;
};

/** Shares of what is counted that the registry says something of, from one confidence up. */
type Coverage = {
  confidence: 'any' | 'high' | 'high and medium';
  listed: number | null;
  with_country: number | null;
  with_type: number | null;
};

/** A namespace that another reading would move. */
type Sway = {
  namespace: string;
  counted: number;
  share: number | null;
  value: string | null;
  /** The other values, in order; `unknown` among them where a reading says that nobody knows. */
  alternatives: string;
  /** Why, and who holds it. */
  reasons: string;
};

/** How the bases of a night were found. All are counts of models of the night. */
type AttributionLineage = {
  /** Models that declare a base. */
  with_base: number;
  /** Of those, whose direct base is a model of the night... */
  found: number;
  /** ...and among them, found by a name that the base had before. */
  renamed: number;
  /** Whose direct base is not there: its name alone says whose it is. */
  missing: number;
  /** Which name themselves: counted as models without a base. */
  self: number;
  /** Whose bases run in a circle, or lead into one: without a root, they count for their uploader. */
  without_root: number;
  /** Which declare several bases: the nearest one counts. As the store last saw them. */
  several: number;
};

/** Shares of the types in one period; of all that is counted in it. */
type PeriodShares = {
  period: string;
  counted: number;
  models: number;
  industry: number | null;
  independents: number | null;
  individual: number | null;
  community: number | null;
  other: number | null;
  unknown: number | null;
};

/** Models created in the two years that the published growth is of. */
type YearsOf = {
  y2024: number;
  y2025: number;
};

type Held = {
  models: number;
  /** Of the metric. */
  counted: number;
};

/** What counts for a lab, for all of them, or for everyone else. `downloads` are what the metric counts. */
type LabRow = {
  lab: string;
  /** Of the registry; null where it is not one lab. */
  entity_id: string | null;
  country: string | null;
  models: number;
  downloads: number;
  /** Of the downloads of all models. */
  share_of_all: number | null;
  /** Of known size. */
  sized_models: number;
  sized_downloads: number;
  /** Share of the models, and of the downloads, that have a known size. */
  coverage_models: number | null;
  coverage_downloads: number | null;
  /** Downloads of models with at least 70 billion parameters. */
  downloads_over_70b: number;
  /** Of the downloads of models of known size. */
  share_over_70b: number | null;
  [key: string]: Cell;
};

/** What a {@link ReleaseHistory} goes over. */
type HistorySummary = {
  /** `YYYY-MM-DD` of the first and last night that has all-time counts which moved. */
  first_night: string;
  last_night: string;
  nights: number;
  /** Nights left out because no download counter had moved since the one before. */
  stalled_nights: number;
  /** Models of the last night without an all-time count, and without a creation date. */
  lacking_count: number;
  lacking_creation: number;
};

/** Models of a band or a country by licence, in the words of published figures. Shares are of its models. */
type Split = {
  /** Of the band, or the country's code; null is not known. */
  key: string | null;
  name: string;
  share_apache: number | null;
  share_mit: number | null;
  /** Every other licence that is declared. */
  share_other: number | null;
  share_none: number | null;
  models: number;
  counted: number;
  [key: string]: Cell;
};

/** Models of a band or a country by one class or licence. */
type CrossRow = {
  key: string | null;
  name: string;
  /** A class, or a licence, `other licences` or `none declared`. */
  group: string;
  /** Of the models of the band or country, and of what is counted of them. */
  share_models: number | null;
  share: number | null;
  models: number;
  counted: number;
  [key: string]: Cell;
};

/** Models created within twelve months. */
type YearOfNew = {
  from: string;
  to: string;
  created: number;
  declaring: number;
  share: number | null;
  [key: string]: Cell;
};

/** Those created in a month or year that are still there, and all such by its end, each as `growth` has it of models; null where there
is no crawl of them so late. */
type RepositoryPeriod = {
  /** `YYYY-MM` or `YYYY`. */
  period: string;
  datasets_created: number | null;
  datasets_stock: number | null;
  datasets_per_day: number | null;
  datasets_yoy_ratio: number | null;
  spaces_created: number | null;
  spaces_stock: number | null;
  spaces_per_day: number | null;
  spaces_yoy_ratio: number | null;
  [key: string]: string | number | null;
};

/** Of the report `concentration`. */
export type ConcentrationResult = {
  /** Models or authors ranked. */
  n: number;
  total: number | bigint;
  /** The metrics that models of this night have. */
  metrics_available: ('30d' | 'all-time' | 'likes' | 'window' | 'first-year')[];
  counted: MetricSummary;
  /** Share of the total held by models without a namespace, which rank as one author; null by model. */
  share_without_namespace: number | null;
  top: {
    /** The share of the ranked that was asked for; null where a number was. */
    top_share: number | null;
    k: number;
    share: number | null;
  }[];
  below: {
    threshold: number;
    count: number;
    share: number | null;
  }[];
  median: number | null;
  gini: number | null;
  hhi: number | null;
  effective_number: number | null;
  lorenz: {
    top_share: number;
    share: number;
  }[];
  ranks: {
    /** About evenly spaced in the logarithm of the rank. */
    points: {
      rank: number;
      value: number;
    }[];
    /** The first ten by name; of equal ones the first that the store has. */
    named: {
      label: string;
      rank: number;
      value: number;
    }[];
  };
  /** Night by night, oldest first; null unless asked for. */
  over_time:
    | {
        night: string;
        n: number;
        /** Null where no model of the night has the metric. */
        total: number | bigint | null;
        top_200_share: number | null;
        top_percent_share: number | null;
        zeros_share: number | null;
        gini: number | null;
      }[]
    | null;
};

/** Of the report `growth`. */
export type GrowthResult = {
  night: string;
  models: number;
  /** Created up to 2022-03-02, when the Hub began to keep dates. */
  sentinel: number;
  /** Without a creation date, or with one after the night. */
  undated: number;
  /** The last 365 days, or null where the first model is younger. */
  last_year: {
    days: number;
    created: number;
    per_day: number;
    growth: number | null;
    doubling_days: number | null;
    [key: string]: number | null;
  } | null;
  years: Period[];
  months: Period[];
  milestones: {
    models: number;
    /** Day of creation of that model, counted from the oldest; null within the sentinel. */
    reached: string | null;
    days_since_previous: number | null;
    /** The first night of this store that counted so many. */
    first_night: string | null;
    [key: string]: string | number | null;
  }[];
  days: {
    date: string;
    created: number;
    stock: number;
  }[];
  nights: {
    night: string;
    models: number;
    change: number | null;
    per_day: number | null;
  }[];
  night_window: {
    from: string;
    to: string;
    days: number;
    models_from: number;
    models_to: number;
    per_day: number;
    doubling_days: number | null;
  } | null;
};

/** Of the report `tail`. */
export type TailResult = {
  tails: {
    metric: '30d' | 'all-time';
    counted: MetricSummary;
    /** Models with the metric. */
    n: number;
    median: number | null;
    below: Below[];
    /** The same at more thresholds, up to the first that is above every count. */
    distribution: Below[];
  }[];
};

/** Of the report `attention`. */
export type AttentionResult = {
  counted: MetricSummary;
  /** Models that have both counts. */
  n: number;
  /** Over the models with at least one like and one download. */
  spearman: {
    n: number;
    rho: number | null;
  };
  /** Models in both top lists; only for lists that are full. */
  overlaps: {
    top: number;
    models: number;
    share: number;
  }[];
  most_liked: Leader[];
  most_downloaded: Leader[];
  /** The first 150 of either ranking that have both a like and a download, by likes. */
  leading: {
    model: string;
    likes: number;
    downloads: number;
  }[];
};

/** Of the report `sizes`. */
export type SizesResult = {
  counted: MetricSummary;
  all: SizeRow;
  years: SizeRow[];
  bands: {
    band: string;
    from_parameters: number | null;
    below_parameters: number | null;
    models: number;
    downloads: number;
    /** Of the models of known size; null in the row of the others. */
    share_models: number | null;
    /** Of the downloads of models of known size; null in the row of the others. */
    share: number | null;
    [key: string]: Cell;
  }[];
  /** Models that have a GGUF total; those of them without a safetensors total, whose size it is taken for, and their share of
the sized downloads. */
  from_gguf: {
    totals: number;
    models: number;
    share: number | null;
  };
};

/** Of the report `vintage`. */
export type VintageResult = {
  counted: MetricSummary;
  /** Models with the metric. */
  n: number;
  vintages: {
    /** `until 2022-03-02`, a year, or `unknown`. */
    created: string;
    models: number;
    downloads: number;
    share_models: number | null;
    share: number | null;
    /** How many of the 25 with the most are of it. */
    top_25: number;
    [key: string]: Cell;
  }[];
  top: {
    rank: number;
    model: string;
    created: string;
    date: string | null;
    downloads: number;
  }[];
};

/** Of the report `coverage`. */
export type CoverageResult = {
  counted: MetricSummary;
  /** Models with the metric, and the sum of it. */
  n: number;
  total: number;
  fields: {
    field: string;
    label: string;
    share_models: number | null;
    share: number | null;
    models: number;
    downloads: number;
    [key: string]: Cell;
  }[];
};

/** Of the report `tasks`. */
export type TasksResult = {
  counted: MetricSummary;
  n: number;
  modalities: {
    /** `nlp`, `cv` ... ; `undefined` for tags that the Hub does not define; null for models without a tag. */
    modality: string | null;
    label: string;
    models: number;
    downloads: number;
    /** Of all models and downloads, those without a task included. */
    share_models: number | null;
    share: number | null;
    /** Of the downloads of models that declare a task of a known modality; null in the rows of the others. */
    share_of_known: number | null;
    [key: string]: Cell;
  }[];
  tasks: {
    /** The pipeline tag; null for models without one. */
    task: string | null;
    /** Null where the Hub does not define the tag, or there is none. */
    modality: string | null;
    models: number;
    downloads: number;
    /** Of all models and downloads, those without a task included. */
    share_models: number | null;
    share: number | null;
    /** Of the downloads of models that declare a task of a known modality; null in the rows of the others. */
    share_of_known: number | null;
    [key: string]: Cell;
  }[];
};

/** Of the report `languages`. */
export type LanguagesResult = {
  counted: MetricSummary;
  all: {
    models: number;
    downloads: number;
  };
  /** Models that declare at least one language. */
  declared: {
    models: number;
    downloads: number;
  };
  /** Models that declare more than one, and so count under each. */
  multilingual: {
    models: number;
    downloads: number;
  };
  languages: {
    /** ISO 639-1. */
    code: string;
    language: string;
    models: number;
    downloads: number;
    /** Of the models that declare a language, and of their downloads; over all languages they add up to more than 1. */
    share_models: number | null;
    share: number | null;
    [key: string]: Cell;
  }[];
};

/** Of the report `geography`. */
export type GeographyResult = {
  night: string;
  /** By the seat of the unit that runs the account. */
  countries: {
    share: number | null;
    share_of_attributed: number | null;
    /** Null is not known. */
    value: string | null;
    counted: number;
    models: number;
    newModels: number;
    low: number | null;
    high: number | null;
    name: string;
  }[];
  groups: {
    counted: number;
    models: number;
    share: number | null;
    share_of_attributed: number | null;
    newModels: number;
    low: number | null;
    high: number | null;
    group: string;
  }[];
  /** By the seat of the ultimate owner. */
  owners: {
    share: number | null;
    share_of_attributed: number | null;
    /** Null is not known. */
    value: string | null;
    counted: number;
    models: number;
    newModels: number;
    low: number | null;
    high: number | null;
    name: string;
  }[];
  /** Shares within the 50 largest entities. */
  top50: {
    us: number | null;
    china: number | null;
  };
  /** By year of creation; empty unless asked for. */
  by_year: {
    year: string;
    counted: number;
    models: number;
    china: number | null;
    us: number | null;
    eu27: number | null;
    other: number | null;
    world_wide: number | null;
    unknown: number | null;
    countries: {
      country: string | null;
      counted: number;
      models: number;
      share: number | null;
    }[];
  }[];
  grid: {
    cells: {
      metric: '30d' | 'all-time' | 'likes' | 'window' | 'first-year';
      /** The nights of a window; empty for the other metrics. */
      window: string;
      cohort: string;
      attribute: 'author' | 'base' | 'root';
      unattributed: 'keep' | 'drop';
      models: number;
      /** Models that may be of the cohort and are not counted: their creation is unknown or of the sentinel date. */
      undated: number;
      china: number | null;
      us: number | null;
      /** Chinese downloads per US download. */
      ratio: number | null;
      /** The published pairs that no other cell comes nearer to. */
      nearest_to: string;
    }[];
    /** Metrics that this store cannot answer, and why. */
    lacking: {
      metric: '30d' | 'all-time' | 'likes' | 'window' | 'first-year';
      why: string;
    }[];
  } | null;
  counted: MetricSummary;
  cohort: string;
  cohort_undated: number;
  total: number;
  models: number;
  coverage: Coverage[];
  /** The namespaces whose other readings would move the most. */
  sways: Sway[];
  lineage: AttributionLineage | null;
};

/** Of the report `sectors`. */
export type SectorsResult = {
  night: string;
  sectors: {
    share: number | null;
    share_of_attributed: number | null;
    /** Null is not known. */
    value: string | null;
    counted: number;
    models: number;
    newModels: number;
    low: number | null;
    high: number | null;
    authors: number;
  }[];
  unions: {
    counted: number;
    models: number;
    share: number | null;
    share_of_attributed: number | null;
    newModels: number;
    low: number | null;
    high: number | null;
    union: 'industry' | 'independents';
    types: string;
  }[];
  /** Shares within the 50 largest entities. */
  top50: {
    companies: number | null;
    individuals: number | null;
  };
  /** By year of creation; empty unless asked for. */
  by_creation: PeriodShares[];
  /** By year of download, where nights allow; empty unless asked for. */
  by_download: PeriodShares[];
  /** Why years of download are missing; empty where none is. */
  by_download_lacking: string[];
  counted: MetricSummary;
  cohort: string;
  cohort_undated: number;
  total: number;
  models: number;
  coverage: Coverage[];
  /** The namespaces whose other readings would move the most. */
  sways: Sway[];
  lineage: AttributionLineage | null;
};

/** Of the report `orgs`. */
export type OrgsResult = {
  /** Bodies or accounts with a counted model. */
  holders: number;
  /** Held by accounts that the registry does not know. */
  share_unlisted: number | null;
  rows: {
    rank: number;
    name: string;
    /** The registry's id; null for an account. */
    id: string | null;
    accounts: number;
    country: string | null;
    type: string | null;
    counted: number;
    share: number | null;
    cumulative_share: number | null;
    /** Null where the registry does not know the account. */
    share_of_attributed: number | null;
    low: number | null;
    high: number | null;
    models: number;
    likes: number | null;
    counted_per_model: number | null;
    /** Accounts that the Hub calls verified; null where it was asked about none. */
    verified: number | null;
    /** Of all accounts it was asked about; null for none. */
    followers: number | null;
  }[];
  /** Accounts that the Hub was asked about. */
  accounts_asked: number;
  /** Of the 50 largest entities, whatever is ranked. */
  top50_share: number | null;
  counted: MetricSummary;
  cohort: string;
  cohort_undated: number;
  total: number;
  models: number;
  coverage: Coverage[];
  /** The namespaces whose other readings would move the most. */
  sways: Sway[];
  lineage: AttributionLineage | null;
};

/** Of the report `releases`. */
export type ReleasesResult = {
  night: string;
  /** Models whose creation is not known; they are in no period. */
  undated: number;
  publishers: {
    id: string;
    name: string;
    country: string | null;
    /** Dated models of the night. */
    stock: number;
    /** Of all models of the night; `low` and `high` are its bounds. */
    share: number | null;
    periods: {
      period: string;
      created: number;
      /** Of them, in accounts of the role mirror or test. */
      mirrors_and_tests: number;
      /** Created in the same period a year before; null where one of the two is not complete. */
      a_year_before: number | null;
      /** Over the same period a year before; null where one of the two is not complete, or the one before had none. */
      growth: number | null;
      /** Created up to the end of the period. */
      stock: number;
      /** False for the period of the night, of the sentinel date and for those that it cuts. */
      complete: boolean;
    }[];
    low: number | null;
    high: number | null;
  }[];
  published_years: {
    baidu: YearsOf | null;
    bytedance: YearsOf | null;
    tencent: YearsOf | null;
  };
  coverage: Coverage[];
  models: number;
  /** The namespaces whose other readings would move the most. */
  sways: Sway[];
};

/** Of the report `sovereignty`. */
export type SovereigntyResult = {
  countries: {
    name: string;
    /** By what the models stand on. */
    origins: {
      unknown: Held;
      none: Held;
      same: Held;
      other: Held;
    };
    share: number | null;
    share_of_attributed: number | null;
    /** Null is not known. */
    value: string | null;
    counted: number;
    models: number;
    newModels: number;
    low: number | null;
    high: number | null;
    government: Held;
    university: Held;
    non_profit: Held;
    /** The three together. */
    public: Held;
    programmes: Held;
  }[];
  /** Of all that is counted. */
  share_public: number | null;
  share_programmes: number | null;
  years: {
    country: string | null;
    year: string;
    models: number;
    /** Of the metric. */
    counted: number;
    government: Held;
    university: Held;
    non_profit: Held;
    /** The three together. */
    public: Held;
    programmes: Held;
  }[];
  programmes: {
    programme: string;
    country: string;
    /** As the registry names them: accounts, and bodies with all their accounts. */
    members: string;
    new_models: number;
    /** Of what is counted of the country; null where nothing is. */
    share_of_country: number | null;
    /** The lowest among its rows. */
    confidence: string | null;
    models: number;
    /** Of the metric. */
    counted: number;
  }[];
  counted: MetricSummary;
  cohort: string;
  cohort_undated: number;
  total: number;
  models: number;
  coverage: Coverage[];
  /** The namespaces whose other readings would move the most. */
  sways: Sway[];
  lineage: AttributionLineage | null;
};

/** Of the report `trending`. */
export type TrendingResult = {
  night: string;
  /** Such as "likes". */
  ranked_by: string;
  lists: {
    list: string;
    /** How many lists of the top n there are: nights, or weeks of creation. */
    lists: number;
    slots: number;
    /** Why there is none; empty where there is. */
    lacking: string;
  }[];
  standings: {
    list: string;
    /** Null for the unknown. */
    rank: number | null;
    /** Null is not known. */
    group: string | null;
    low: number | null;
    high: number | null;
    /** Slots in one list; what is shared counts in part. */
    most_at_once: number;
    most_at_once_on: string;
    slots: number;
    /** Of the slots of the list, by whoever uploaded the model. */
    share: number | null;
    /** By whoever uploaded the base at its root; the model itself where it has none. */
    share_by_root: number | null;
    /** By either. */
    share_by_either: number | null;
  }[];
  weeks: {
    list: string;
    /** The Monday of the week, UTC. */
    week: string;
    group: string | null;
    slots: number;
    /** Of the slots of the list, by whoever uploaded the model. */
    share: number | null;
    /** By whoever uploaded the base at its root; the model itself where it has none. */
    share_by_root: number | null;
    /** By either. */
    share_by_either: number | null;
  }[];
  /** Of the first list that has slots. */
  coverage: Coverage[];
  sways: Sway[];
  lineage: AttributionLineage;
};

/** Of the report `ecosystems`. */
export type EcosystemsResult = {
  counted: MetricSummary;
  all: {
    models: number;
    downloads: number;
  };
  /** Models in at least one sub-ecosystem of the kinds asked for, and in more than one. */
  in_any: {
    models: number;
    downloads: number;
  };
  in_several: {
    models: number;
    downloads: number;
  };
  kinds: {
    kind: 'language' | 'task' | 'library' | 'domain';
    /** Sub-ecosystems of the kind, those not compared included. */
    ecosystems: number;
    models: number;
    downloads: number;
    /** Of all models and downloads. */
    share_models: number | null;
    share: number | null;
    /** Models in more than one of the kind, and their share of those in any. */
    models_in_several: number;
    share_in_several: number | null;
    [key: string]: Cell;
  }[];
  /** The largest of each kind. */
  ecosystems: {
    kind: 'language' | 'task' | 'library' | 'domain';
    /** The code, tag or name that models carry. */
    ecosystem: string;
    label: string;
    models: number;
    downloads: number;
    /** Of all models and downloads. */
    share_models: number | null;
    share: number | null;
    /** Distinct namespaces. */
    authors: number;
    /** Created within the 365 days that end with the night, and before; null where the night is too early to tell them apart. */
    created_365d: number | null;
    created_before: number | null;
    /** Without a date of creation, or with one after the night. */
    undated: number;
    /** `created_365d` over `created_before`. */
    growth_365d: number | null;
    /** Share of its downloads that its ten largest models have. */
    top_10_share: number | null;
    gini: number | null;
    [key: string]: Cell;
  }[];
  /** Every two of those, closest first; but for two tasks and two libraries, since a model has one. */
  pairs: {
    kind: 'language' | 'task' | 'library' | 'domain';
    ecosystem: string;
    other_kind: 'language' | 'task' | 'library' | 'domain';
    other: string;
    /** Models in both. */
    models_in_both: number;
    /** Of the models of the first. */
    share_of_smaller: number | null;
    /** Models in both over models in either. */
    jaccard: number | null;
    [key: string]: Cell;
  }[];
};

/** Of the report `labs`. */
export type LabsResult = {
  counted: MetricSummary;
  lineage: AttributionLineage | null;
  /** By share over 70 billion, largest first; those without a sized download come last. */
  labs: LabRow[];
  /** Each model once, whoever owns whom. */
  all_labs: LabRow;
  /** Everything else, accounts that the registry does not know among it. */
  everyone_else: LabRow;
  /** Bands of every row above, in that order. */
  bands: {
    lab: string;
    entity_id: string | null;
    band: string;
    /** Null in the row of unknown size. */
    from_parameters: number | null;
    models: number;
    downloads: number;
    /** Of the lab's downloads of known size; null in the row of unknown size. */
    share: number | null;
    [key: string]: Cell;
  }[];
  /** Share of all downloads that are of accounts that the registry does not know. */
  share_unknown: number | null;
  /** Labs of the list that the registry does not know. */
  unlisted: string[];
};

/** Of the report `ceiling`. */
export type CeilingResult = {
  night: string;
  counts: {
    models: number;
    originals: number;
    /** In accounts of the roles of {@link COPY_ROLES}. */
    copies: number;
    /** Of the libraries of {@link CONVERSION_LIBRARIES}. */
    conversions: number;
    /** Declare another model as their base. */
    derivatives: number;
    /** Originals without a month: created until 2022-03-02, after the night, or at no known time. */
    undated: number;
  };
  /** Every month from the first with an original of them, for each country in the order asked for. */
  ceilings: {
    /** Of creation, `YYYY-MM`. */
    month: string;
    /** ISO 3166-1 alpha-2, or a group of the registry such as `EU27`. */
    country: string;
    /** Of several of the same size the one that was created first; null where none has a known size. */
    model: string | null;
    entity: string | null;
    parameters: number | null;
    parameters_source: 'gguf' | 'safetensors' | null;
    /** Originals of exactly that size, it among them. */
    same_size: number;
    originals: number;
    /** Of known size. */
    sized: number;
    /** Sized over originals; null where there is none. */
    coverage: number | null;
    [key: string]: Cell;
  }[];
  unsized: {
    month: string;
    country: string;
    model: string;
    entity: string;
    downloads_30d: number;
    [key: string]: Cell;
  }[];
  /** Of the last twelve months: in how many each has the largest of the month, alone. */
  leads: {
    country: string;
    months: number;
  }[];
  /** Of the last twelve months, those in which any of them has an original of known size. */
  recent_months: number;
  /** Labs of the list that the registry does not know. */
  unlisted: string[];
};

/** Of the report `adoption`. */
export type AdoptionResult = {
  history: HistorySummary;
  /** Models of the night followed from their release on. */
  released: number;
  /** Of those, of known size: the population. */
  sized: number;
  share_sized: number | null;
  share_sized_downloads: number | null;
  /** Created within the history, of any size, but not seen by its nights until more than three days later. */
  late: number;
  /** The age that models are compared at. */
  age_days: number;
  /** Models known at that age; of those, in a bucket with a benchmark; of those, above it. */
  known: number;
  compared: number;
  on_course: number;
  /** Most on course first. */
  models: {
    model: string;
    parameters: number;
    bucket: string;
    /** `YYYY-MM-DD`. */
    created: string;
    /** On the last night. */
    age_days: number;
    downloads_all_time: number;
    /** At every age, in order. */
    points: {
      age_days: number;
      /** All downloads up to that age; null where no night is close enough. */
      downloads: number | null;
      benchmark: number | null;
      /** `downloads / benchmark`. */
      ram: number | null;
    }[];
  }[];
  /** By bucket, then by age. */
  benchmarks: {
    bucket: string;
    age_days: number;
    /** Models of the bucket whose downloads at that age are known. */
    models: number;
    /** Median of the top ten's downloads at that age; null for fewer than ten downloaded models. */
    benchmark: number | null;
  }[];
  bucket_ratios: {
    age_days: number;
    models_1b_10b: number;
    benchmark_1b_10b: number | null;
    models_100b: number;
    benchmark_100b: number | null;
    ratio: number | null;
  }[];
};

/** Of the report `decay`. */
export type DecayResult = {
  history: HistorySummary;
  /** Models followed from their release on: the denominator of `counted`. */
  released: number;
  /** Of those, with at least so many downloads as were asked for. */
  counted: number;
  /** Created within the history, but not seen by its nights until more than three days later. */
  late: number;
  fallen_weeks: number;
  /** `all` first, then by period. */
  cohorts: {
    cohort: string;
    /** Followed models, those that were deleted since included. */
    models: number;
    /** Of those, with any download by the last night that has them. */
    share_downloaded: number | null;
    /** Weeks that have a median. */
    weeks: number;
    /** Of those, weeks of at least ten models: what a peak and a half-life are taken from. */
    weeks_of_ten: number;
    peak_week: number | null;
    peak_median: number | null;
    /** Weeks from the peak to the first week whose median is under half of it; null where none is, or nothing peaks. */
    half_life_weeks: number | null;
  }[];
  cells: {
    /** `all`, or the period of creation: `2026-08`, `2026-Q3`, `2026`. */
    cohort: string;
    /** 1 is the first seven days. */
    week: number;
    /** Models known at both ends of the week whose count did not fall. */
    n: number;
    /** Downloads of that week; null where n is 0. */
    median: number | null;
    p25: number | null;
    p75: number | null;
    /** Models whose all-time count fell in that week: left out. */
    fallen: number;
  }[];
};

/** Of the report `libraries`. */
export type LibrariesResult = {
  counted: MetricSummary;
  n: number;
  downloads: number;
  libraries: {
    /** As the Hub sends it; null for models without one. */
    library: string | null;
    /** As the Hub calls it; null where the Hub does not define the library, or there is none. */
    label: string | null;
    models: number;
    downloads: number;
    /** Of all models and downloads, those without a library included. */
    share_models: number | null;
    share: number | null;
    [key: string]: Cell;
  }[];
};

/** Of the report `licences`. */
export type LicencesResult = {
  counted: MetricSummary;
  cohort: string;
  cohort_undated: number;
  /** With `--larger-than`: models of unknown size, which are left out. */
  unsized: number;
  n: number;
  total: number;
  /** Share of the models, and of what is counted of them, that declare a licence... */
  declared_models: number;
  declared_share_models: number | null;
  declared_share: number | null;
  /** ...and of which the size, and the country of the uploader, is known. */
  sized_share_models: number | null;
  sized_share: number | null;
  placed_share_models: number | null;
  placed_share: number | null;
  /** Apache-2.0 or MIT, of the models that declare a licence. */
  apache_mit_share_of_declared: number | null;
  /** Models whose identifier is not in `data/licence_classes.csv`. */
  unlisted_models: number;
  licences: {
    /** Null where none is declared. */
    licence: string | null;
    class: string;
    /** Of all models, and of what is counted of them. */
    share_models: number | null;
    share: number | null;
    /** Of the models that declare a licence; null in the rows of the others. */
    share_of_declared: number | null;
    models: number;
    counted: number;
    [key: string]: Cell;
  }[];
  classes: {
    class: string;
    /** Of all models, and of what is counted of them. */
    share_models: number | null;
    share: number | null;
    /** Of the models that declare a licence; null in the rows of the others. */
    share_of_declared: number | null;
    models: number;
    counted: number;
    [key: string]: Cell;
  }[];
  bands: Split[];
  countries: Split[];
  /** Of the models that declare no base. */
  originals: Split[];
  groups: readonly string[];
  bands_by: CrossRow[];
  countries_by: CrossRow[];
};

/** Of the report `licence-drift`. */
export type LicenceDriftResult = {
  /** Edges that models of the night declare: one a model, base and relation. */
  declared_edges: number;
  /** Of those, whose base is a model of the night... */
  edges: number;
  /** ...is not there, or is the model itself. */
  missing: number;
  self: number;
  /** Whose two ends declare a licence; of those, who keep it; of the ones with a direction, who go toward permissive. */
  both_declared: number;
  unchanged_share_of_declared: number | null;
  /** Edges whose two ends are `other`: counted as unchanged, though the terms may differ. */
  other_to_other: number;
  directions: {
    direction:
      | 'unchanged'
      | 'within the class'
      | 'toward permissive'
      | 'toward restrictive'
      | 'to custom'
      | 'from custom'
      | 'to none'
      | 'from none'
      | 'none on either side';
    edges: number;
    share: number | null;
    /** Of the edges whose two ends declare a licence; null for the others. */
    share_of_declared: number | null;
    [key: string]: Cell;
  }[];
  class_names: readonly string[];
  classes: {
    base_class: string;
    model_class: string;
    edges: number;
    /** Of the edges from bases of the class. */
    share_of_base: number | null;
    [key: string]: Cell;
  }[];
  changes: {
    base_licence: string | null;
    model_licence: string | null;
    direction:
      | 'unchanged'
      | 'within the class'
      | 'toward permissive'
      | 'toward restrictive'
      | 'to custom'
      | 'from custom'
      | 'to none'
      | 'from none'
      | 'none on either side';
    edges: number;
    /** Of the edges whose licence changes. */
    share: number | null;
    [key: string]: Cell;
  }[];
};

/** Of the report `lineage`. */
export type LineageResult = {
  model: string;
  status: 'present' | 'gone' | 'unseen';
  /** Chosen as the model with the most derivatives, none being asked for. */
  chosen: boolean;
  names_itself: boolean;
  bases: number;
  ancestors: number;
  /** Ancestors that declare no base themselves. */
  roots: number;
  derivatives: number;
  descendants: number;
  /** Of the derivatives; one that declares two relations is in both. */
  by_relation: {
    relation: 'unknown' | 'finetune' | 'adapter' | 'quantized' | 'merge';
    models: number;
    share: number | null;
  }[];
  /** Descendants by the fewest steps from the model. */
  generations: {
    depth: number;
    models: number;
  }[];
  /** It is among its own ancestors. */
  in_circle: boolean;
  nodes: {
    model: string;
    status: 'present' | 'gone' | 'unseen';
    /** 0 for the model in question, 1 for its derivatives, -1 for its bases: the fewest steps. */
    depth: number;
    downloads_30d: number | null;
    licence: string | null;
    /** `YYYY-MM-DD`, or `until 2022-03-02` where the Hub does not know. */
    created: string | null;
    /** Models of the night that declare it as their base. */
    derivatives: number;
    /** Derivatives that are not among the nodes shown below it; for a base, none are counted. */
    not_shown: number;
  }[];
  edges: {
    parent: string;
    child: string;
    relation: 'unknown' | 'finetune' | 'adapter' | 'quantized' | 'merge';
  }[];
};

/** Of the report `derivatives`. */
export type DerivativesResult = {
  night: string;
  by: 'model' | 'entity' | 'account' | 'family';
  window: {
    created: string;
    days: number;
  };
  models: number;
  /** Models that declare a base other than themselves... */
  declaring: number;
  share_declaring: number | null;
  /** ...that declare themselves... */
  selves: number;
  /** ...and whose every base is of nobody who is told apart here. */
  of_nobody: number;
  /** Distinct bases that are not in the night. */
  missing_bases: number;
  /** Models that declare a base, by how they can be told to be quantised. */
  quantised: {
    by_relation: number;
    by_gguf: number;
    by_either: number;
  };
  rows: {
    rank: number;
    name: string;
    /** The registry's id of an entity; null of all else. */
    id: string | null;
    /** Bases of it that others declare, those that are gone included. */
    base_models: number;
    /** Distinct models of others that declare one of them. */
    derivatives: number;
    /** Of the models that declare a base. */
    share: number | null;
    /** Derivatives that are GGUF by their library or their files, whatever relation they declare. */
    gguf: number;
    /** Distinct models of others that come from them at any number of steps. */
    transitive: number;
    /** Its own models that declare a base of it; in none of the other columns. */
    own: number;
    /** Derivatives created within the window that was asked for, and those of a day. */
    created_in_window: number;
    per_day: number | null;
    /** By family: models whose root is of it or that carry one of its tags; null by anything else. */
    named: number | null;
    finetune: number;
    adapter: number;
    quantized: number;
    merge: number;
    /** Declared without a relation. */
    unknown: number;
    [key: string]: Cell;
  }[];
  months: {
    month: string;
    created: number;
    declaring: number;
    share: number | null;
    finetune: number;
    adapter: number;
    quantized: number;
    merge: number;
    /** Declared without a relation. */
    unknown: number;
    [key: string]: Cell;
  }[];
  families: {
    month: string;
    /** Null: the root is of no family that is known. */
    family: string | null;
    models: number;
    share: number | null;
    share_of_known: number | null;
    [key: string]: Cell;
  }[];
  /** Models that declare a base whose root is of a known family, of all that declare one. */
  share_of_known_family: number | null;
  /** The last twelve months and those before; null where the dates do not reach back. */
  years: {
    last: YearOfNew;
    before: YearOfNew;
    ratio: number | null;
  } | null;
};

/** Of the report `claims`. */
export type ClaimsResult = {
  night: string;
  models: number;
  /** How many public models the Hub had on that night, by the published counts. */
  hub_models: number;
  statements: {
    holds: number;
    off: number;
    'not comparable': number;
    'not observable': number;
    'not yet': number;
  };
  verdicts: {
    holds: number;
    off: number;
    'not comparable': number;
    'not observable': number;
    'not yet': number;
  };
  claims: {
    id: string;
    /** The statement of the document that it bears on; may be empty. */
    statement: string;
    verdict: 'holds' | 'off' | 'not comparable' | 'not observable' | 'not yet';
    words: string;
    words_ru: string;
    said_by: string;
    source: string;
    where: string;
    published_on: string;
    as_of: string;
    quantity: string;
    label: string;
    unit: string;
    metric: string;
    cohort: string;
    definition: string;
    not_stated: string;
    /** Null where the source gives no figure. */
    published: number | null;
    /** The band in which a computed value holds; null where it is open. */
    at_least: number | null;
    at_most: number | null;
    computed: number | null;
    /** `computed` less `published`, in the unit; null where the two were not compared. */
    difference: number | null;
    /** The night it was compared with. */
    night: string;
    reason:
      | {
          code: 'not_observable' | 'part' | 'unanswered' | 'no_figure';
        }
      | {
          code: 'needs_crawl';
          of: 'datasets' | 'spaces';
        }
      | {
          code: 'window_ahead' | 'window_past';
          from: string;
          to: string;
          since: string;
        }
      | {
          code: 'sample';
          models: number;
          share: number;
          night: string;
        }
      | {
          code: 'night_before' | 'night_after' | 'other_date' | 'grew_past';
          night: string;
          as_of: string;
        }
      | {
          code: 'answered_not' | 'lacking';
          text: string;
        }
      | {
          code: 'inside' | 'outside';
          at_least: number | null;
          at_most: number | null;
          unit: string;
        }
      | {
          code: 'contradicted';
          by: string;
        }
      | {
          code: 'created_on';
          model: string;
          date: string;
        }
      | {
          code: 'nearest_reading';
          metric: string;
          cohort: string;
          attribute: string;
          unattributed: string;
          share: number;
        };
    /** The reason in the language asked for. */
    why: string;
    nearest: {
      label: string;
      value: number;
      /** As in `data/claims.csv`. */
      unit: string;
    } | null;
    /** The command that computes it; empty where there is none. */
    command: string;
    contradicts: string;
    note: string;
    /** In Russian, of the statements of the document; else empty. */
    note_ru: string;
  }[];
};

/** Of the report `formats`. */
export type FormatsResult = {
  night: string;
  counted: MetricSummary;
  n: number;
  downloads: number;
  /** Of all models and downloads, those that declare a library... */
  coverage_library: {
    models: number | null;
    downloads: number | null;
  };
  /** ...and those whose root is of a known family. */
  coverage_family: {
    models: number | null;
    downloads: number | null;
  };
  formats: {
    /** `library_name`; null for models without one. */
    format: string | null;
    label: string;
    share_models: number | null;
    share: number | null;
    downloads_per_model: number | null;
    /** Of the models, those whose root is of a known family. */
    share_known_family: number | null;
    models: number;
    downloads: number;
    official: number;
    community: number;
    official_downloads: number;
    community_downloads: number;
    [key: string]: Cell;
  }[];
  cells: {
    format: string | null;
    family: string | null;
    share_of_format: number | null;
    share_of_family: number | null;
    models: number;
    downloads: number;
    official: number;
    community: number;
    official_downloads: number;
    community_downloads: number;
    [key: string]: Cell;
  }[];
  gguf: {
    reading: 'library' | 'files' | 'either';
    models: number;
    downloads: number;
    [key: string]: Cell;
  }[];
  years: {
    format: string | null;
    created: string;
    models: number;
    downloads: number;
    [key: string]: Cell;
  }[];
  /** Null where no earlier night was asked for. */
  growth: {
    from: string;
    to: string;
    rows: {
      format: string | null;
      before: number;
      now: number;
      /** `now / before - 1`; null where there was none. */
      growth: number | null;
      [key: string]: Cell;
    }[];
  } | null;
};

/** Of the report `fortune500`. */
export type Fortune500Result = {
  counted: MetricSummary;
  /** 500, or the rows of the reader's own list. */
  companies: number;
  /** With a handle. */
  mapped: number;
  verified: number;
  /** A lower bound: verified over companies. */
  share: number;
  /** When the Hub was last asked, ISO 8601; the oldest answer and the newest. */
  asked_from: string;
  asked_to: string;
  rows: {
    company: string;
    website: string;
    /** Its accounts, as the list has them. */
    handles: string;
    verified: 'yes' | 'no' | 'not asked';
    /** Of the handles, those with the badge. */
    verified_handles: string;
    models: number;
    /** Of the metric. */
    counted: number;
    /** Of the handles being the company's; null in a list of the reader's own. */
    confidence: 'low' | 'high' | 'medium' | null;
  }[];
  coverage: {
    confidence: 'any' | 'high' | 'high and medium';
    mapped: number;
    asked: number;
    verified: number;
    /** Over the companies of the whole list. */
    share: number;
  }[];
};

/** Of the report `repositories`. */
export type RepositoriesResult = {
  counts: {
    kind: 'dataset' | 'space';
    /** Of its crawl, `YYYY-MM-DD`. */
    night: string;
    run: number;
    /** Public ones that the crawl saw. */
    count: number;
    /** In the 365 days up to the night, and still there. */
    created_last_year: number;
    /** Created up to 2022-03-02, when the Hub began to keep dates. */
    sentinel: number;
    /** Without a creation date, or with one after the night. */
    undated: number;
  }[];
  years: RepositoryPeriod[];
  months: RepositoryPeriod[];
  /** The crawls that speak for their days. */
  nights: {
    kind: string;
    night: string;
    count: number;
    added: number | null;
    vanished: number | null;
  }[];
};

/** Of the report `robotics`. */
export type RoboticsResult = {
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
  categories: {
    category: string;
    datasets: number;
    /** Of the datasets that name a category. */
    share: number | null;
    /** 1 and the categories with more. */
    rank: number;
    [key: string]: string | number | null;
  }[];
  years: {
    /** Tagged `LeRobot`, whatever else. */
    lerobot_created: number;
    lerobot_stock: number;
    /** Of the category, or with that tag. */
    either_created: number;
    either_stock: number;
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
    [key: string]: string | number | boolean | null;
  }[];
  category_years: {
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
    [key: string]: string | number | boolean | null;
  }[];
};

/** The result of each report, by its name. */
export interface ReportResults {
  concentration: ConcentrationResult;
  growth: GrowthResult;
  tail: TailResult;
  attention: AttentionResult;
  sizes: SizesResult;
  vintage: VintageResult;
  coverage: CoverageResult;
  tasks: TasksResult;
  languages: LanguagesResult;
  geography: GeographyResult;
  sectors: SectorsResult;
  orgs: OrgsResult;
  releases: ReleasesResult;
  sovereignty: SovereigntyResult;
  trending: TrendingResult;
  ecosystems: EcosystemsResult;
  labs: LabsResult;
  ceiling: CeilingResult;
  adoption: AdoptionResult;
  decay: DecayResult;
  libraries: LibrariesResult;
  licences: LicencesResult;
  'licence-drift': LicenceDriftResult;
  lineage: LineageResult;
  derivatives: DerivativesResult;
  claims: ClaimsResult;
  formats: FormatsResult;
  fortune500: Fortune500Result;
  repositories: RepositoriesResult;
  robotics: RoboticsResult;
}
