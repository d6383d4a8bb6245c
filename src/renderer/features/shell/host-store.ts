import { create } from 'zustand'
import type { Api } from '#shared/contract.ts'
import type { HostInfo } from '#shared/model/settings.ts'

interface HostState {
  /** Undefined until the main process has answered. */
  readonly host: HostInfo | undefined
  /** How much its clock is ahead of the one here, in milliseconds. */
  readonly aheadMs: number
}

/** Where the application runs. It does not change while a page is open. */
export const useHost = create<HostState>(() => ({ host: undefined, aheadMs: 0 }))

export async function loadHost(api: Pick<Api, 'call'>, signal: AbortSignal): Promise<void> {
  const askedMs = Date.now()
  const result = await api.call('app.host', {}, { signal })
  if (!result.ok || signal.aborted) return
  const aheadMs = result.value.nowMs - (askedMs + Date.now()) / 2
  useHost.setState({ host: result.value, aheadMs })
}

/** The time where the application runs, in milliseconds since 1970: what it says of its jobs is said by that clock. */
export function hostNow(): number {
  return Date.now() + useHost.getState().aheadMs
}
