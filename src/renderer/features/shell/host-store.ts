import { create } from 'zustand'
import type { HostInfo } from '#shared/model/settings.ts'
import { api } from '#renderer/api/api.ts'

interface HostState {
  /** Undefined until the main process has answered. */
  readonly host: HostInfo | undefined
}

/** Where the application runs. It does not change while a page is open. */
export const useHost = create<HostState>(() => ({ host: undefined }))

export async function loadHost(signal: AbortSignal): Promise<void> {
  const result = await api.call('app.host', {}, { signal })
  if (result.ok && !signal.aborted) useHost.setState({ host: result.value })
}
