/** Files that are opened at the same time: enough to hide latency, few enough for any limit on open files. */
const DEFAULT_WIDTH = 8

/**
 * Maps items with at most `width` calls under way, results in the order of the items. After a failure no new
 * call starts, those under way are awaited, and the first failure is thrown.
 */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  map: (item: T, index: number) => Promise<R>,
  width = DEFAULT_WIDTH,
): Promise<R[]> {
  const results = new Array<R>(items.length)
  let next = 0
  let failure: { readonly error: unknown } | undefined
  const worker = async (): Promise<void> => {
    while (next < items.length && failure === undefined) {
      const index = next++
      try {
        results[index] = await map(items[index]!, index)
      } catch (error) {
        failure ??= { error }
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker))
  if (failure !== undefined) throw failure.error
  return results
}

/** Waits for all, also after one has failed, so that nobody writes into a buffer or file that is let go. */
export async function all(steps: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(steps)) if (result.status === 'rejected') throw result.reason
}

/**
 * Does works side by side, on a signal of their own: after a failure, or when `outer` is aborted, they are told to
 * stop. All are waited for; then the first failure is thrown. Results are in the order of the works.
 */
export async function together<T extends readonly unknown[]>(
  outer: AbortSignal | undefined,
  works: readonly [...{ [K in keyof T]: (signal: AbortSignal) => Promise<T[K]> }],
): Promise<T> {
  const stop = new AbortController()
  const signal = outer === undefined ? stop.signal : AbortSignal.any([outer, stop.signal])
  let failure: { readonly error: unknown } | undefined
  const results = await Promise.all(
    works.map(async (work) => {
      try {
        return await work(signal)
      } catch (error) {
        failure ??= { error }
        stop.abort()
        return undefined
      }
    }),
  )
  if (failure !== undefined) throw failure.error
  return results as unknown as T
}
