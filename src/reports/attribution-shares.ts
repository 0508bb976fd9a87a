import { type Bounds, boundsOf } from './attribution-doubt.js';
import {
  groupHoldings,
  type GroupSum,
  type Holding,
  shareOf,
  sumCounted,
  type ValueOf,
} from './attribution-tally.js';
import type { Cell, Column } from './types.js';

/** A group with its share of everything and of what is attributed; null where it is not attributed itself. */
export interface GroupShare extends GroupSum, Bounds {
  share: number | null;
  share_of_attributed: number | null;
}

/**
 * Every group with its share and its bounds, the unknown last.
 * @param isAttributed false for values that say nothing of who or where, such as a world-wide collaboration
 */
export function groupShares(
  holdings: readonly Holding[],
  valueOf: ValueOf,
  isAttributed: (value: string) => boolean = () => true,
): GroupShare[] {
  const groups = groupHoldings(holdings, valueOf);
  const total = sumCounted(holdings);
  const attributed = sumCounted(groups.filter(({ value }) => value !== null && isAttributed(value)));
  return groups.map((group) => {
    const { value } = group;
    return {
      ...group,
      share: shareOf(group.counted, total),
      share_of_attributed: value !== null && isAttributed(value) ? shareOf(group.counted, attributed) : null,
      ...(value === null ? { low: null, high: null } : boundsOf(holdings, valueOf, (each) => each === value)),
    };
  });
}

/** Several groups as one, such as the countries of a union. */
export function unionShare(
  groups: readonly GroupShare[],
  holdings: readonly Holding[],
  valueOf: ValueOf,
  isMember: (value: string) => boolean,
): Omit<GroupShare, 'value'> {
  const members = groups.filter(({ value }) => value !== null && isMember(value));
  const sum = (of: (group: GroupShare) => number): number =>
    members.reduce((all, group) => all + of(group), 0);
  const total = sumCounted(groups);
  const attributed = sumCounted(groups.filter((group) => group.share_of_attributed !== null));
  const counted = sum((group) => group.counted);
  return {
    counted,
    models: sum((group) => group.models),
    newModels: sum((group) => group.newModels),
    share: shareOf(counted, total),
    share_of_attributed: shareOf(counted, attributed),
    ...boundsOf(holdings, valueOf, isMember),
  };
}

/** The share that `--unattributed` asks for. */
export function shareTold(
  { share, share_of_attributed }: Pick<GroupShare, 'share' | 'share_of_attributed'>,
  unattributed: 'keep' | 'drop',
): number | null {
  return unattributed === 'keep' ? share : share_of_attributed;
}

/** Columns of a table of groups. */
export function shareColumns(amount: Column): Column[] {
  return [
    amount,
    { key: 'share', label: 'share of all', kind: 'share', absent: '' },
    { key: 'low', label: 'at least', kind: 'share', absent: '' },
    { key: 'high', label: 'at most', kind: 'share', absent: '' },
    { key: 'share_of_attributed', label: 'of attributed', kind: 'share', absent: '' },
    { key: 'models', label: 'models', kind: 'integer' },
    { key: 'new_models', label: 'new models', kind: 'integer' },
  ];
}

/** The cells of {@link shareColumns}. */
export function shareCells(group: Omit<GroupShare, 'value'>, amount: Column): Record<string, Cell> {
  const { counted, share, low, high, share_of_attributed, models, newModels } = group;
  return { [amount.key]: counted, share, low, high, share_of_attributed, models, new_models: newModels };
}
