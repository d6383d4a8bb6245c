/** Values of a half-word, and the counters of a table. */
export const BINS = 1 << 16

/** A search for the values of some ranks among those that begin with the half-words of its key. */
export interface Search {
  /** The last half-word of its key, which need not be exact where it has four of them. */
  readonly bin: number
  readonly ranks: readonly number[]
  /** Values that sort before this bin. */
  readonly before: number
  readonly count: number
  values: Float32Array | Float64Array | undefined
  bins: Uint32Array | undefined
  filled: number
}

/** A search and its key. */
export type OpenSearch = readonly [number, Search]

/** Finds the bins in which ranks fall, in their order. `before` values sort before all of these bins, whose keys begin with `parent`. */
export function openSearches(
  bins: Uint32Array,
  order: (step: number) => number,
  ranks: readonly number[],
  before: number,
  parent: number,
): OpenSearch[] {
  const open: OpenSearch[] = []
  let passed = before
  let next = 0
  for (let step = 0; step < bins.length && next < ranks.length; step++) {
    const bin = order(step)
    const count = bins[bin]!
    const end = passed + count
    const own: number[] = []
    while (next < ranks.length && ranks[next]! < end) own.push(ranks[next++]!)
    if (own.length > 0)
      open.push([
        parent * BINS + bin,
        { bin, ranks: own, before: passed, count, values: undefined, bins: undefined, filled: 0 },
      ])
    passed = end
  }
  return open
}

/** Half-word number `depth` of a value, from its top. */
export function halfWord(words: Uint32Array, at: number, stride: number, depth: number): number {
  const word = words[at + stride - 1 - (depth >> 1)]!
  return depth % 2 === 0 ? word >>> 16 : word & 0xffff
}

/** The leading `depth` half-words of a value as one number. */
export function prefixOf(words: Uint32Array, at: number, stride: number, depth: number): number {
  let prefix = 0
  for (let i = 0; i < depth; i++) prefix = prefix * BINS + halfWord(words, at, stride, i)
  return prefix
}

/** The float whose bits are `prefix` and the last half-word. */
export function valueOf(prefix: number, last: number, isSingle: boolean): number {
  const view = new DataView(new ArrayBuffer(8))
  if (isSingle) {
    view.setUint32(0, prefix * BINS + last)
    return view.getFloat32(0)
  }
  view.setUint32(0, Math.floor(prefix / BINS))
  view.setUint32(4, (prefix % BINS) * BINS + last)
  return view.getFloat64(0)
}
