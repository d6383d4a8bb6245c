import { create } from 'zustand'
import type { Api } from '#shared/contract.ts'
import type { AppError } from '#shared/errors.ts'
import type { MergeDraft, MergePreview } from '#shared/model/merge.ts'
import { windowKey } from './window-key.ts'

/** What the main process says of the draft. */
export interface PreviewState {
  /** The last answer; it stays while a newer one is worked on. */
  readonly preview: MergePreview | undefined
  /** The draft that `preview` is about: findings name its sources by position. */
  readonly of: MergeDraft | undefined
  readonly isWorking: boolean
  readonly error: AppError | undefined
}

/** The previews of this window. */
export const usePreview = create<PreviewState>(() => ({
  preview: undefined,
  of: undefined,
  isWorking: false,
  error: undefined,
}))

const ASK_AFTER_MS = 200

/**
 * Asks for a draft's preview a little later. A newer question of this window ends an older one. Returns the function
 * that gives it up, which a newer question does first.
 */
export function askForPreview(api: Pick<Api, 'call'>, draft: MergeDraft): () => void {
  const giveUp = new AbortController()
  const ask = async (): Promise<void> => {
    const result = await api.call('merge.preview', { draft, key: windowKey }, { signal: giveUp.signal })
    if (giveUp.signal.aborted) return
    if (result.ok)
      usePreview.setState({ preview: result.value, of: draft, isWorking: false, error: undefined })
    else
      usePreview.setState({
        isWorking: false,
        error: result.error.code === 'CANCELLED' ? undefined : result.error,
      })
  }
  const timer = setTimeout(() => void ask(), ASK_AFTER_MS)
  usePreview.setState({ isWorking: true })
  return () => {
    clearTimeout(timer)
    giveUp.abort()
    usePreview.setState({ isWorking: false })
  }
}
