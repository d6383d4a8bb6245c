import type { RowValues } from './moments.ts'
import {
  BINS,
  halfWord,
  openSearches,
  prefixOf,
  valueOf,
  type OpenSearch,
  type Search,
} from './prefix-search.ts'

/** What one feature may hold in memory. */
export interface QuantileLimits {
  /** Bytes of values kept for sorting, before counting by prefix begins. */
  readonly keepBytes: number
  /** Candidates collected in one pass. */
  readonly collectValues: number
  /** Tables of {@link BINS} counters, a quarter of a megabyte each. */
  readonly tables: number
}

const DEFAULT_LIMITS: QuantileLimits = { keepBytes: 1 << 20, collectValues: 1 << 20, tables: 256 }

/** Searches of one pass: by element, those that are open, keyed by prefix. */
interface Group {
  /** Half-words that the keys consist of. */
  readonly depth: number
  readonly searches: ReadonlyMap<number, ReadonlyMap<number, Search>>
}

/**
 * Exact quantiles of each element of a feature in bounded memory. Few values are kept and sorted. Of many, the
 * first pass counts how often each leading half-word occurs; the bins in which the wanted ranks fall are
 * collected in a second pass, or, where even a bin is too large to keep, refined by the next half-word. A
 * double is settled after at most four passes, a single after two; of a wide feature, with more tables than
 * there is room for, some elements after the others.
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
  #isFirstPass = true
  readonly #nanCount: Float64Array
  /** Elements `[first, end)` are counted in this pass, or were in the last one that counted. */
  #counted = { first: 0, end: 0 }
  #histogram: Uint32Array | undefined
  /** What this pass searches; undefined while it counts. */
  #group: Group | undefined
  /** What the next ones search. */
  #waiting: Group[] = []
  /** By element of the group and top half-word: 0 where no open search lies, else 1 + the number of one that does. */
  #marks: Uint8Array | undefined
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
    if (this.#isFirstPass) {
      this.#count += values.length / this.#width
      if (this.#kept !== undefined && this.#keptBytes + values.byteLength <= this.#limits.keepBytes) {
        this.#kept.push(values.slice())
        this.#keptBytes += values.byteLength
        return
      }
      if (this.#histogram === undefined) this.#beginCounting(0)
      for (const earlier of this.#kept ?? []) this.#countAll(earlier)
      this.#kept = undefined
      this.#countAll(values)
    } else if (this.#group === undefined) this.#countPrefixes(values)
    else this.#search(values, this.#group)
  }

  /** Ends a pass. True when the rows must be fed once more. */
  nextPass(): boolean {
    this.#isFirstPass = false
    if (this.#kept !== undefined) return false
    if (this.#group === undefined) this.#wait(this.#countedGroup())
    else this.#wait(this.#refined(this.#group))
    this.#group = this.#waiting.pop()
    this.#marks = undefined
    if (this.#group !== undefined) this.#budget(this.#group)
    else if (this.#counted.end === this.#width) return false
    else this.#beginCounting(this.#counted.end)
    return true
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

  #beginCounting(first: number): void {
    const end = Math.min(first + this.#limits.tables, this.#width)
    this.#counted = { first, end }
    this.#histogram = new Uint32Array((end - first) * BINS)
  }

  #countAll(values: RowValues): void {
    this.#countPrefixes(values)
    countNans(values, this.#nanCount)
  }

  #countPrefixes(values: RowValues): void {
    const { words, stride } = this.#words(values)
    const histogram = this.#histogram!
    const { first, end } = this.#counted
    const step = stride * this.#width
    for (let element = first; element < end; element++) {
      const bins = histogram.subarray((element - first) * BINS, (element - first + 1) * BINS)
      for (let at = (element + 1) * stride - 1; at < words.length; at += step) bins[words[at]! >>> 16]!++
    }
  }

  #ranks(): number[] {
    const ranks = this.#fractions.flatMap((fraction) => {
      const position = fraction * (this.#count - 1)
      return [Math.floor(position), Math.ceil(position)]
    })
    return [...new Set(ranks)].sort((a, b) => a - b)
  }

  /** The searches of the elements that were counted. */
  #countedGroup(): Group {
    const { first, end } = this.#counted
    // Negative floats sort by falling bits, then positive ones by rising.
    const order = (step: number): number => (step < BINS / 2 ? BINS - 1 - step : step - BINS / 2)
    const searches = new Map<number, ReadonlyMap<number, Search>>()
    const ranks = this.#ranks()
    for (let element = first; element < end; element++) {
      const bins = this.#histogram!.subarray((element - first) * BINS, (element - first + 1) * BINS)
      this.#found[element] = new Map()
      searches.set(element, new Map(openSearches(bins, order, ranks, 0, 0)))
    }
    this.#histogram = undefined
    return { depth: 1, searches }
  }

  /** Puts a group off, in as many parts as there must be for each to have room. */
  #wait({ depth, searches }: Group): void {
    const elements = [...searches].filter(([, own]) => own.size > 0)
    for (let first = 0, end = elements.length; first < elements.length; end = elements.length) {
      while (end - first > 1 && this.#tablesOf(elements.slice(first, end)) > this.#limits.tables)
        end = first + Math.ceil((end - first) / 2)
      this.#waiting.push({ depth, searches: new Map(elements.slice(first, end)) })
      first = end
    }
  }

  /** The tables that searches take: as many as are not collected. */
  #tablesOf(elements: readonly (readonly [number, ReadonlyMap<number, Search>])[]): number {
    let left = this.#limits.collectValues
    const counts = elements.flatMap(([, own]) => Array.from(own.values(), ({ count }) => count))
    return counts.sort((a, b) => a - b).filter((count) => (left -= count) < 0).length
  }

  /** Small bins are collected; the others counted by their next half-word. */
  #budget({ depth, searches }: Group): void {
    this.#marks = new Uint8Array(searches.size * BINS)
    let base = 0
    for (const own of searches.values()) {
      let mark = 1
      for (const prefix of own.keys()) this.#marks[base + Math.floor(prefix / BINS ** (depth - 1))] = mark++
      base += BINS
    }
    let left = this.#limits.collectValues
    const open = Array.from(searches.values(), (own) => [...own.values()]).flat()
    for (const search of open.sort((a, b) => a.count - b.count)) {
      left -= search.count
      if (left >= 0)
        search.values = this.#isSingle ? new Float32Array(search.count) : new Float64Array(search.count)
      else search.bins = new Uint32Array(BINS)
    }
  }

  #search(values: RowValues, { depth, searches }: Group): void {
    const { words, stride } = this.#words(values)
    const step = stride * this.#width
    let base = 0
    for (const [element, own] of searches) {
      const marks = this.#marks!.subarray(base, (base += BINS))
      // While keys are one half-word, a mark is as good as its key.
      const marked = depth > 1 ? undefined : [...own.values()]
      for (let at = (element + 1) * stride - 1; at < words.length; at += step) {
        // One look at a table turns most values away; only the rest pay for the search itself.
        const mark = marks[words[at]! >>> 16]!
        if (mark === 0) continue
        const first = at - stride + 1
        const search = marked?.[mark - 1] ?? own.get(prefixOf(words, first, stride, depth))
        if (search?.values !== undefined) search.values[search.filled++] = values[first / stride]!
        else if (search !== undefined) search.bins![halfWord(words, first, stride, depth)]!++
      }
    }
  }

  /** Settles the searches of a group; what is left of them. */
  #refined({ depth, searches }: Group): Group {
    const refined = new Map<number, ReadonlyMap<number, Search>>()
    for (const [element, own] of searches) {
      const next = new Map<number, Search>()
      for (const [prefix, search] of own) {
        if (search.values === undefined) {
          for (const [key, open] of this.#refine(element, prefix, search, depth)) next.set(key, open)
          continue
        }
        const sorted = search.values.sort()
        for (const rank of search.ranks) this.#found[element]!.set(rank, sorted[rank - search.before]!)
      }
      refined.set(element, next)
    }
    return { depth: depth + 1, searches: refined }
  }

  /** What is still to be searched of the values with a prefix: none of it where their last half-word was counted. */
  #refine(element: number, prefix: number, { ranks, before, bins }: Search, depth: number): OpenSearch[] {
    const halves = this.#isSingle ? 2 : 4
    const isNegative = Math.floor(prefix / BINS ** (depth - 1)) >= BINS / 2
    const order = (step: number): number => (isNegative ? BINS - 1 - step : step)
    const open = openSearches(bins!, order, ranks, before, prefix)
    if (depth + 1 < halves) return open
    for (const [, search] of open) {
      const value = valueOf(prefix, search.bin, this.#isSingle)
      for (const rank of search.ranks) this.#found[element]!.set(rank, value)
    }
    return []
  }
}

/** Most blocks have none, which one sum tells: a NaN anywhere makes it NaN. */
function countNans(values: RowValues, counts: Float64Array): void {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]! * 0
  if (sum === 0) return
  for (let i = 0; i < values.length; i++) if (values[i] !== values[i]) counts[i % counts.length]!++
}
