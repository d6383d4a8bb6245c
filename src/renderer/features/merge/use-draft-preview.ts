import { useCallback, useEffect, useState } from 'react'
import { api } from '#renderer/api/api.ts'
import type { MergeDraft } from '#shared/model/merge.ts'
import { proposeFolder, proposeName, useDraft } from './draft-store.ts'
import { isTaken } from './keep-draft.ts'
import { proposedName } from './output-name.ts'
import { askForPreview, usePreview } from './preview-store.ts'

/**
 * Keeps the preview up to date with the draft and with what happens on the disk, while the screen is there. Returns what
 * asks for it anew.
 */
export function useDraftPreview(draft: MergeDraft): () => void {
  const isLoaded = useDraft((state) => state.isLoaded)
  const [round, setRound] = useState(0)

  useEffect(() => (isLoaded ? askForPreview(api, draft) : undefined), [draft, isLoaded, round])

  const again = useCallback(() => {
    setRound((count) => count + 1)
  }, [])
  useEffect(() => {
    const ends = [
      api.on('library.changed', ({ changed, removed }) => {
        const sources = new Set(useDraft.getState().draft.sources.map(({ place }) => place))
        if (changed.some(({ place }) => sources.has(place.id)) || removed.some((id) => sources.has(id)))
          again()
      }),
      api.on('history.changed', again),
      api.on('app.resync', again),
      usePreview.subscribe(({ preview }, before) => {
        if (preview === undefined || preview === before.preview) return
        // The window that changed it proposes what goes with the change; two would be at odds.
        if (isTaken(useDraft.getState().draft)) return
        if (preview.output.parent !== undefined) proposeFolder(preview.output.parent)
        if (preview.sources.every(({ error }) => error === undefined))
          proposeName(proposedName(preview.sources.map(({ name }) => name)))
      }),
    ]
    // What is on the disk may be another thing when the user comes back.
    addEventListener('focus', again)
    return () => {
      removeEventListener('focus', again)
      for (const end of ends) end()
    }
  }, [again])
  return again
}
