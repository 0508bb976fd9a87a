import { topPositions } from '../statistics/top-positions.js';
import type { NightReader } from '../store/night-reader.js';
import { agesDays, TOP } from './adoption-result.js';
import { DAY_S } from './creation.js';
import { ReleaseHistory } from './release-history.js';

/** A night this long before an age still stands for it: so many days or such a part of the age, whichever is more. */
const TOLERANCE_DAYS = 3;
const TOLERANCE_SHARE = 0.1;
const NO_AGE = -1;

/** The downloads at each age of the models of the night that have a size and were released within the history. */
export class DownloadsAtAge {
  readonly history: ReleaseHistory;
  /** The positions of the models, ascending: all else is by place in it. */
  readonly positions: Int32Array;
  readonly parameters: Float64Array;
  /** Days since 1970-01-01 UTC. */
  readonly bornOn: Int32Array;
  /** All-time counts of the last night that has them. */
  readonly last: Float64Array;
  /** By age: all downloads up to it, NaN where it is not known. */
  readonly downloads: readonly Float64Array[];
  /** Models of any size released within the history, and their downloads. */
  readonly released: { models: number; downloads: number };

  /** @throws MissingDataError when there is no history of all-time counts */
  constructor(night: NightReader) {
    this.history = new ReleaseHistory(night);
    const { history } = this;
    const sizes = sizesOf(night);
    const candidates = createdSince(night, history.firstDay);
    const ages = agesStoodFor();
    const last = new Float64Array(candidates.length).fill(NaN);
    const downloads = agesDays.map(() => new Float64Array(candidates.length).fill(NaN));
    for (const { day, allTime } of history.nights()) {
      for (let place = 0; place < candidates.length; place += 1) {
        const position = candidates[place] ?? 0;
        const born = history.bornOn[position] ?? 0;
        const value = allTime[position] ?? NaN;
        if (born < 0 || Number.isNaN(value)) continue;
        last[place] = value;
        const age = ages[day - born] ?? NO_AGE;
        if (born + (agesDays[age] ?? Infinity) <= history.lastDay) setAt(downloads[age], place, value);
      }
    }
    const followed = (place: number) => (history.bornOn[candidates[place] ?? 0] ?? 0) >= 0;
    const sized = (place: number) => !Number.isNaN(sizes[candidates[place] ?? 0]);
    const released = { models: 0, downloads: 0 };
    const kept: number[] = [];
    for (let place = 0; place < candidates.length; place += 1) {
      if (!followed(place)) continue;
      released.models += 1;
      released.downloads += last[place] ?? 0;
      if (sized(place)) kept.push(place);
    }
    const places = Int32Array.from(kept);
    this.released = released;
    this.positions = places.map((place) => candidates[place] ?? 0);
    this.bornOn = this.positions.map((position) => history.bornOn[position] ?? 0);
    this.parameters = Float64Array.from(this.positions, (position) => sizes[position] ?? NaN);
    this.last = Float64Array.from(places, (place) => last[place] ?? NaN);
    this.downloads = downloads.map((ofAge) => Float64Array.from(places, (place) => ofAge[place] ?? NaN));
  }

  /**
   * The ten most downloaded of the models for which `isOf` holds, by their count of the last night, among those known
   * at an age; the median of what they had at it.
   * @param age index into {@link agesDays}
   */
  topTen(age: number, isOf: (place: number) => boolean): { models: number; benchmark: number | null } {
    const atAge = this.downloads[age] ?? new Float64Array(0);
    let models = 0;
    const counts = this.last.map((count, place) => {
      if (Number.isNaN(atAge[place]) || !isOf(place)) return NaN;
      models += 1;
      return count;
    });
    const top = Float64Array.from(topPositions(counts, TOP, atAge), (place) => atAge[place] ?? NaN).sort();
    if (top.length < TOP) return { models, benchmark: null };
    return { models, benchmark: ((top[TOP / 2 - 1] ?? NaN) + (top[TOP / 2] ?? NaN)) / 2 };
  }
}

/** By age of a model in days: the index of the age that a night of that day may stand for, or {@link NO_AGE}. */
function agesStoodFor(): Int8Array {
  const ages = new Int8Array(Math.max(...agesDays) + 1).fill(NO_AGE);
  for (const [index, days] of agesDays.entries()) {
    ages.fill(index, Math.ceil(days - Math.max(TOLERANCE_DAYS, days * TOLERANCE_SHARE)), days + 1);
  }
  return ages;
}

function setAt(values: Float64Array | undefined, place: number, value: number): void {
  if (values !== undefined) values[place] = value;
}

/** By position: the elements of the safetensors files, else of the GGUF file; NaN where neither says. */
function sizesOf(night: NightReader): Float64Array {
  const gguf = night.column('gguf_parameters');
  return night.column('parameters').map((declared, position) => {
    // A total of zero is no size.
    const size = declared > 0 ? declared : (gguf[position] ?? NaN);
    return size > 0 ? size : NaN;
  });
}

/** Positions of the models of the night created on a day or later. */
function createdSince(night: NightReader, firstDay: number): Int32Array {
  const positions: number[] = [];
  const created = night.column('created_at');
  for (let position = 0; position < created.length; position += 1) {
    if ((created[position] ?? NaN) >= firstDay * DAY_S) positions.push(position);
  }
  return Int32Array.from(positions);
}
