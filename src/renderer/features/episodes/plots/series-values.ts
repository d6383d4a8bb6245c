import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Result } from '#shared/contract.ts'
import type { AppError } from '#shared/errors.ts'
import type { EpisodeValues, SeriesName, SeriesValues } from '#shared/model/episode.ts'
import type { Values } from './plot-points.ts'

/** Elements asked for at a time. */
const BATCH = 256

/** Asks for values of one episode, of a dataset or of a merge that is only planned: rows from `from` on. */
export type ReadValues = (
  wanted: { readonly series: SeriesName[]; readonly from: number },
  options: { readonly signal: AbortSignal },
) => Promise<Result<EpisodeValues>>

/** The values that have arrived, by `feature/element`. */
export interface LoadedValues {
  readonly values: ReadonlyMap<string, Values>
  readonly error: AppError | undefined
}

/** Values of one episode, fetched as they are wanted and kept. */
export class EpisodeSeries {
  readonly store: StoreApi<LoadedValues> = createStore<LoadedValues>(() => ({
    values: new Map(),
    error: undefined,
  }))
  readonly #read: ReadValues
  /** Frames. */
  readonly #length: number

  constructor(read: ReadValues, length: number) {
    this.#read = read
    this.#length = length
  }

  /** Fetches those that are not there yet. Ends quietly when the signal is aborted. */
  async load(wanted: readonly SeriesName[], signal: AbortSignal): Promise<void> {
    const missing = wanted.filter((one) => !this.store.getState().values.has(seriesId(one)))
    this.store.setState({ error: undefined })
    for (let at = 0; at < missing.length && !signal.aborted; at += BATCH)
      await this.#loadBatch(missing.slice(at, at + BATCH), signal)
  }

  async #loadBatch(series: readonly SeriesName[], signal: AbortSignal): Promise<void> {
    const length = this.#length
    const whole = new Map<string, Values>()
    for (let from = 0; ;) {
      const answer = await this.#read({ series: [...series], from }, { signal })
      if (signal.aborted) return
      if (!answer.ok) {
        this.store.setState({ error: answer.error })
        return
      }
      const { count } = answer.value
      series.forEach((one, i) => {
        const part = decodeValues(answer.value.series[i]!)
        const id = seriesId(one)
        const values = whole.get(id) ?? (part.length === length ? part : like(part, length))
        if (values !== part) values.set(part.subarray(0, length - from), from)
        whole.set(id, values)
      })
      from += count
      if (from >= length || count === 0) break
    }
    this.store.setState(({ values }) => ({ values: new Map([...values, ...whole]) }))
  }
}

/** The name under which values are kept. */
export function seriesId({ feature, element }: SeriesName): string {
  return `${feature}/${element}`
}

/** Room for a whole episode; NaN where nothing comes. */
function like(part: Values, length: number): Values {
  return part instanceof Float32Array
    ? new Float32Array(length).fill(NaN)
    : new Float64Array(length).fill(NaN)
}

/** Numbers out of their base64. Every machine that browsers run on is little-endian. */
export function decodeValues({ encoding, data }: SeriesValues): Values {
  const text = atob(data)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return encoding === 'float32' ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer)
}
