import { create } from 'zustand'
import type { Api } from '#shared/contract.ts'
import type { AppError } from '#shared/errors.ts'
import type { Settings } from '#shared/model/settings.ts'
import { follow } from '#renderer/api/follow.ts'

interface SettingsState {
  /** Undefined until the main process has answered. */
  readonly settings: Settings | undefined
  readonly error: AppError | undefined
}

/** The settings as the main process keeps them. */
export const useSettings = create<SettingsState>(() => ({ settings: undefined, error: undefined }))

/** Fills the store and applies the theme, from now until the returned function is called. */
export function followSettings(api: Api): () => void {
  const endTheme = useSettings.subscribe(({ settings }) => {
    applyTheme(settings?.theme ?? 'system')
  })
  const endFollowing = follow(api, {
    load: async (signal) => {
      const result = await api.call('settings.get', {}, { signal })
      if (signal.aborted) return
      if (result.ok) useSettings.setState({ settings: result.value, error: undefined })
      else useSettings.setState({ error: result.error })
    },
    on: {
      'settings.changed': ({ settings }) => {
        useSettings.setState({ settings, error: undefined })
      },
    },
  })
  return () => {
    endTheme()
    endFollowing()
  }
}

/** Changes some settings; the others stay. The window shows them at once and takes them back when that fails. */
export async function changeSettings(api: Api, change: Partial<Settings>): Promise<void> {
  const before = useSettings.getState().settings
  if (before !== undefined) useSettings.setState({ settings: { ...before, ...change } })
  const result = await api.call('settings.set', change)
  if (result.ok) useSettings.setState({ settings: result.value, error: undefined })
  else useSettings.setState({ settings: before, error: result.error })
}

function applyTheme(theme: Settings['theme']): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}
