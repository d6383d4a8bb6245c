import { create } from 'zustand'
import type { Place } from '#shared/model/place.ts'
import { api } from '#renderer/api/api.ts'
import { useHost } from '#renderer/features/shell/host-store.ts'
import { notice } from '#renderer/features/shell/notices-store.ts'

/** What a place is wanted for. */
export type Purpose = 'root' | 'dataset' | 'output' | 'parquet' | 'recipe' | 'ffmpeg'

interface FolderDialogState {
  /** The question that the folder dialog asks; undefined while it is closed. */
  readonly question:
    { readonly purpose: Purpose; readonly answer: (place: Place | undefined) => void } | undefined
}

export const useFolderDialog = create<FolderDialogState>(() => ({ question: undefined }))

/**
 * Asks for a folder or file: with the system's dialog where there is one, otherwise with ours. Undefined when the user
 * changed their mind.
 */
export async function pickPlace(purpose: Purpose): Promise<Place | undefined> {
  if (useHost.getState().host?.hasDialogs === true) {
    const result = await api.call('folders.pick', { purpose })
    if (result.ok) return result.value
    notice(result.error)
    return undefined
  }
  useFolderDialog.getState().question?.answer(undefined)
  return new Promise((resolve) => {
    const answer = (place: Place | undefined) => {
      useFolderDialog.setState({ question: undefined })
      resolve(place)
    }
    useFolderDialog.setState({ question: { purpose, answer } })
  })
}
