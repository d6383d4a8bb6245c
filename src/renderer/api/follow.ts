import type { Api, AppEvents, EventName } from '#shared/contract.ts'

/** How a store is kept equal to what the main process has. */
export interface Following {
  /** Asks for everything and puts it into the store. Called at the start and after events were lost. */
  readonly load: (signal: AbortSignal) => Promise<void>
  readonly on: { readonly [E in EventName]?: (data: AppEvents[E]) => void }
}

/**
 * Fills a store by a snapshot and keeps it up to date by events. An event that comes while the snapshot is on its way
 * is applied again after it, because the snapshot may be older. Returns the function that ends it.
 */
export function follow(api: Pick<Api, 'on'>, { load, on }: Following): () => void {
  let loading: AbortController | undefined
  let late: (() => void)[] = []

  const reload = () => {
    loading?.abort()
    const controller = new AbortController()
    loading = controller
    late = []
    void load(controller.signal).then(() => {
      if (loading !== controller) return
      loading = undefined
      for (const apply of late) apply()
      late = []
    })
  }
  const subscribe = <E extends EventName>(name: E, apply: (data: AppEvents[E]) => void) =>
    api.on(name, (data) => {
      apply(data)
      if (loading !== undefined)
        late.push(() => {
          apply(data)
        })
    })

  const ends = (Object.keys(on) as EventName[]).map((name) =>
    subscribe(name, on[name] as (data: AppEvents[EventName]) => void),
  )
  ends.push(api.on('app.resync', reload))
  reload()
  return () => {
    loading?.abort()
    loading = undefined
    for (const end of ends) end()
  }
}
