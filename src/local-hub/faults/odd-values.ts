/** Values that the Hub was seen to send, or could, and that no schema of ours may stumble over. */
export interface OddValue {
  what: string;
  /** Takes the place of these fields of an entry; undefined removes one. A value that is no object replaces the entry. */
  fields: unknown;
}

const CONTROLS = String.fromCharCode(...Array.from({ length: 31 }, (_, index) => index + 1), 0x7f, 0x9b);

export const oddValues: readonly OddValue[] = [
  {
    what: 'nothing but _id and id',
    fields: Object.fromEntries(
      ['author', 'createdAt', 'downloads', 'likes', 'tags', 'private'].map((field) => [field, undefined]),
    ),
  },
  {
    what: 'null in every field',
    fields: { pipeline_tag: null, library_name: null, tags: null, likes: null },
  },
  { what: 'model-index null', fields: { 'model-index': null } },
  { what: 'no tags', fields: { tags: [] } },
  {
    what: '1,000 tags',
    fields: { tags: Array.from({ length: 1000 }, (_, index) => `topic-${index}`) },
  },
  { what: 'a tag of 5,000 characters', fields: { tags: ['long '.repeat(1000)] } },
  { what: 'a tag that is a number', fields: { tags: ['region:us', 7, 'license:mit'] } },
  { what: 'emoji', fields: { id: 'author-1/🤗-🏳️‍🌈', tags: ['🔥'] } },
  {
    what: 'right-to-left text and overrides',
    fields: { id: 'author-1/\u202Egpj.exe\u2066 נטען', tags: ['\u200F'] },
  },
  { what: 'control characters', fields: { id: `author-1/${CONTROLS}`, tags: [CONTROLS] } },
  { what: 'lone surrogates', fields: { id: 'author-1/\uD83D', tags: ['\uDE00x'] } },
  { what: 'cardData a text', fields: { cardData: 'MIT' } },
  { what: 'cardData a list', fields: { cardData: [null, 3] } },
  { what: 'cardData null', fields: { cardData: null } },
  { what: 'a name without slash', fields: { id: 'bert-base-uncased', author: undefined } },
  { what: 'downloads 0', fields: { downloads: 0 } },
  { what: 'downloads above 2^31', fields: { downloads: 4_294_967_297 } },
  { what: 'downloads a text', fields: { downloads: '12' } },
  { what: 'downloads negative', fields: { downloads: -1 } },
  { what: 'safetensors.total above 2^53', fields: { safetensors: { parameters: {}, total: 2 ** 60 } } },
  { what: 'safetensors without total', fields: { safetensors: { parameters: { F32: 7 } } } },
  { what: 'trendingScore 0.2', fields: { trendingScore: 0.2 } },
  { what: 'trendingScore negative', fields: { trendingScore: -3.5 } },
  { what: 'createdAt that is no date', fields: { createdAt: 'yesterday' } },
  { what: 'a field nobody knows', fields: { quantumReady: { qubits: [1, 2] } } },
  { what: 'gated with an unknown value', fields: { gated: 'on-mondays' } },
  { what: 'gated true', fields: { gated: true } },
  { what: 'an _id that is none', fields: { _id: 'nonsense' } },
  { what: 'an empty name', fields: { id: '' } },
  { what: 'null for an entry', fields: null },
  { what: 'a text for an entry', fields: 'model' },
];

/** `entries` with one odd value each, as far as they reach. */
export function withOddValues(entries: readonly unknown[]): unknown[] {
  return entries.map((entry, index) => {
    const odd = oddValues[index];
    if (odd === undefined) return entry;
    return typeof odd.fields === 'object' && odd.fields !== null
      ? { ...(entry as object), ...odd.fields }
      : odd.fields;
  });
}
