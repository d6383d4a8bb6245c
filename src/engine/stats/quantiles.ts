import type { RowValues } from './moments.ts'

/** What one feature may hold in memory. */
export interface QuantileLimits {
  /** Bytes of values kept for sorting, before counting by prefix begins. */
  readonly keepBytes: number
  /** Candidates collected in one pass. */
  readonly collectValues: number
}

const DEFAULT_LIMITS: QuantileLimits = { keepBytes: 1 << 20, collectValues: 1 << 20 }
const BINS = 1 << 16

/**
 * Exact quantiles of each element of a feature in bounded memory. Few values are kept and sorted. Of many, the
 * first pass counts how often each leading half-word occurs; the bins in which the wanted ranks fall are
 * collected in a second pass, or, where even a bin is too large to keep, refined by the next half-word. A
 * double is settled after at most four passes, a single after two.
 *
 * Feed all rows with {@link add}; while {@link nextPass} returns true, feed all of them again. Quantiles
 * interpolate linearly between ranks, as numpy's default does.
 */
export class QuantileSelector {
  readonly #width: number
  readonly #isSingle: boolean
  #kept: RowValues[] | undefined = []
  #keptBytes = 0
  #count = 0
  readonly #nanCount: Float64Array
  #histogram: Uint32Array | undefined
  /** By element: open searches, keyed by prefix. Empty before the first pass is over. */
  #searches: Map<number, Search>[] = []
  /** By element and top half-word: 0 where no open search lies, else 1 + the number of one that does. */
  #marks: Uint8Array | undefined
  /** By element: the open searches while keys are one half-word, in the order of the marks. */
  #marked: Search[][] | undefined
  /** Half-words that the keys of the searches consist of. */
  #depth = 1
  #found: Map<number, number>[] = []
  readonly #fractions: readonly number[]
  readonly #limits: QuantileLimits

  /** `isSingle` says that all values are single-precision floats. */
  constructor(width: number, isSingle: boolean, fractions: readonly number[], limits = DEFAULT_LIMITS) {
    this.#limits = limits
    this.#width = width
    this.#isSingle = isSingle
    this.#fractions = fractions
    this.#nanCount = new Float64Array(width)
  }

  /** Takes rows, in full; the array may be used again afterwards. */
  add(values: RowValues): void {
    if (this.#searches.length > 0) {
      this.#search(values)
      return
    }
    this.#count += values.length / this.#width
    if (this.#kept !== undefined && this.#keptBytes + values.byteLength <= this.#limits.keepBytes) {
      this.#kept.push(values.slice())
      this.#keptBytes += values.byteLength
      return
    }
    this.#histogram ??= new Uint32Array(this.#width * BINS)
    for (const earlier of this.#kept ?? []) this.#countPrefixes(earlier)
    this.#kept = undefined
    this.#countPrefixes(values)
  }

  /** Ends a pass. True when the rows must be fed once more. */
  nextPass(): boolean {
    if (this.#kept !== undefined) return false
    if (this.#searches.length === 0) this.#startSearches()
    else this.#refineSearches()
    return this.#searches.some((searches) => searches.size > 0)
  }

  /** The quantiles of each element, by the order of the fractions. Call when no pass is left. */
  quantiles(): number[][] {
    return Array.from({ length: this.#width }, (_, element) => {
      if (this.#count === 0 || this.#hasNan(element)) return this.#fractions.map(() => NaN)
      const sorted = this.#kept === undefined ? undefined : this.#sorted(element)
      const valueAt = (rank: number): number => sorted?.[rank] ?? this.#found[element]!.get(rank)!
      return this.#fractions.map((fraction) => {
        const position = fraction * (this.#count - 1)
        const low = valueAt(Math.floor(position))
        const high = valueAt(Math.ceil(position))
        return low + (high - low) * (position - Math.floor(position))
      })
    })
  }

  #hasNan(element: number): boolean {
    if (this.#kept === undefined) return this.#nanCount[element]! > 0
    return this.#kept.some((values) => {
      for (let at = element; at < values.length; at += this.#width) if (values[at] !== values[at]) return true
      return false
    })
  }

  #sorted(element: number): Float64Array {
    const sorted = new Float64Array(this.#count)
    let next = 0
    for (const values of this.#kept!) {
      for (let at = element; at < values.length; at += this.#width) sorted[next++] = values[at]!
    }
    return sorted.sort()
  }

  #words(values: RowValues): { readonly words: Uint32Array; readonly stride: number } {
    if (this.#isSingle) {
      const singles = values instanceof Float32Array ? values : Float32Array.from(values)
      return { words: new Uint32Array(singles.buffer, singles.byteOffset, singles.length), stride: 1 }
    }
    const doubles = values instanceof Float64Array ? values : Float64Array.from(values)
    return { words: new Uint32Array(doubles.buffer, doubles.byteOffset, doubles.length * 2), stride: 2 }
  }

  #countPrefixes(values: RowValues): void {
    const { words, stride } = this.#words(values)
    const histogram = this.#histogram!
    const width = this.#width
    const step = stride * width
    for (let element = 0; element < width; element++) {
      const bins = histogram.subarray(element * BINS, (element + 1) * BINS)
      for (let at = (element + 1) * stride - 1; at < words.length; at += step) bins[words[at]! >>> 16]!++
    }
    countNans(values, this.#nanCount)
  }

  #ranks(): number[] {
    const ranks = this.#fractions.flatMap((fraction) => {
      const position = fraction * (this.#count - 1)
      return [Math.floor(position), Math.ceil(position)]
    })
    return [...new Set(ranks)].sort((a, b) => a - b)
  }

  #startSearches(): void {
    for (let element = 0; element < this.#width; element++) {
      const bins = this.#histogram!.subarray(element * BINS, (element + 1) * BINS)
      this.#searches.push(new Map())
      this.#found.push(new Map())
      // Negative floats sort by falling bits, then positive ones by rising.
      const order = (step: number): number => (step < BINS / 2 ? BINS - 1 - step : step - BINS / 2)
      this.#openSearches(element, bins, order, this.#ranks(), 0, 0)
    }
    this.#histogram = undefined
    this.#budget()
  }

  /** Finds the bins in which ranks fall. `before` values sort before all of these bins. */
  #openSearches(
    element: number,
    bins: Uint32Array,
    order: (step: number) => number,
    ranks: readonly number[],
    before: number,
    parent: number,
  ): void {
    let passed = before
    let next = 0
    for (let step = 0; step < bins.length && next < ranks.length; step++) {
      const bin = order(step)
      const end = passed + bins[bin]!
      const own: number[] = []
      while (next < ranks.length && ranks[next]! < end) own.push(ranks[next++]!)
      if (own.length > 0) {
        this.#searches[element]!.set(parent * BINS + bin, {
          ranks: own,
          before: passed,
          count: bins[bin]!,
          values: undefined,
          bins: undefined,
          filled: 0,
        })
      }
      passed = end
    }
  }

  /** Small bins are collected; the others counted by their next half-word. */
  #budget(): void {
    this.#marks = new Uint8Array(this.#width * BINS)
    this.#searches.forEach((searches, element) => {
      ;[...searches.keys()].forEach((prefix, i) => {
        this.#marks![element * BINS + Math.floor(prefix / BINS ** (this.#depth - 1))] = i + 1
      })
    })
    this.#marked = this.#depth > 1 ? undefined : this.#searches.map((searches) => [...searches.values()])
    let left = this.#limits.collectValues
    const open = this.#searches.flatMap((searches) =>
      [...searches.values()].filter((search) => search.values === undefined && search.bins === undefined),
    )
    for (const search of open.sort((a, b) => a.count - b.count)) {
      left -= search.count
      if (left >= 0)
        search.values = this.#isSingle ? new Float32Array(search.count) : new Float64Array(search.count)
      else search.bins = new Uint32Array(BINS)
    }
  }

  #search(values: RowValues): void {
    const { words, stride } = this.#words(values)
    const width = this.#width
    const step = stride * width
    for (let element = 0; element < width; element++) {
      const searches = this.#searches[element]!
      if (searches.size === 0) continue
      const marks = this.#marks!.subarray(element * BINS, (element + 1) * BINS)
      const marked = this.#marked?.[element]
      for (let at = (element + 1) * stride - 1; at < words.length; at += step) {
        // One look at a table turns most values away; only the rest pay for the search itself.
        const mark = marks[words[at]! >>> 16]!
        if (mark === 0) continue
        const first = at - stride + 1
        const search = marked?.[mark - 1] ?? searches.get(prefixOf(words, first, stride, this.#depth))
        if (search?.values !== undefined) search.values[search.filled++] = values[first / stride]!
        else if (search !== undefined) search.bins![halfWord(words, first, stride, this.#depth)]!++
      }
    }
  }

  #refineSearches(): void {
    const finished = this.#searches
    this.#searches = finished.map(() => new Map<number, Search>())
    finished.forEach((searches, element) => {
      for (const [prefix, search] of searches) {
        if (search.values !== undefined) {
          const sorted = search.values.sort()
          for (const rank of search.ranks) this.#found[element]!.set(rank, sorted[rank - search.before]!)
        } else this.#refine(element, prefix, search)
      }
    })
    this.#depth++
    this.#budget()
  }

  #refine(element: number, prefix: number, search: Search): void {
    const halves = this.#isSingle ? 2 : 4
    const isNegative = Math.floor(prefix / BINS ** (this.#depth - 1)) >= BINS / 2
    const order = (step: number): number => (isNegative ? BINS - 1 - step : step)
    if (this.#depth + 1 < halves) {
      this.#openSearches(element, search.bins!, order, search.ranks, search.before, prefix)
      return
    }
    let passed = search.before
    let next = 0
    for (let step = 0; step < BINS && next < search.ranks.length; step++) {
      const bin = order(step)
      passed += search.bins![bin]!
      while (next < search.ranks.length && search.ranks[next]! < passed) {
        this.#found[element]!.set(search.ranks[next++]!, valueOf(prefix, bin, this.#isSingle))
      }
    }
  }
}

interface Search {
  readonly ranks: readonly number[]
  /** Values that sort before this bin. */
  readonly before: number
  readonly count: number
  values: Float32Array | Float64Array | undefined
  bins: Uint32Array | undefined
  filled: number
}

/** Most blocks have none, which one sum tells: a NaN anywhere makes it NaN. */
function countNans(values: RowValues, counts: Float64Array): void {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]! * 0
  if (sum === 0) return
  for (let i = 0; i < values.length; i++) if (values[i] !== values[i]) counts[i % counts.length]!++
}

/** Half-word number `depth` of a value, from its top. */
function halfWord(words: Uint32Array, at: number, stride: number, depth: number): number {
  const word = words[at + stride - 1 - (depth >> 1)]!
  return depth % 2 === 0 ? word >>> 16 : word & 0xffff
}

/** The leading `depth` half-words of a value as one number. */
function prefixOf(words: Uint32Array, at: number, stride: number, depth: number): number {
  let prefix = 0
  for (let i = 0; i < depth; i++) prefix = prefix * BINS + halfWord(words, at, stride, i)
  return prefix
}

/** The float whose bits are `prefix` and the last half-word. */
function valueOf(prefix: number, last: number, isSingle: boolean): number {
  const view = new DataView(new ArrayBuffer(8))
  if (isSingle) {
    view.setUint32(0, prefix * BINS + last)
    return view.getFloat32(0)
  }
  view.setUint32(0, Math.floor(prefix / BINS))
  view.setUint32(4, (prefix % BINS) * BINS + last)
  return view.getFloat64(0)
}
