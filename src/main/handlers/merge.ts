import type { Services } from '#main/services/services.ts'
import type { Area, Handlers } from './handlers.ts'

/** Merges before they run. */
export function mergeHandlers({ drafts, draftKeeper, planned }: Services): Handlers<Area<'merge'>> {
  return {
    'merge.preview': ({ draft, key }, { signal }) => drafts.preview(draft, key, signal),
    'merge.previewEpisodes': (input, { signal }) => planned.episodes(input, signal),
    'merge.previewEpisode': (input, { signal }) => planned.episode(input, signal),
    'merge.previewValues': (input, { signal }) => planned.values(input, signal),
    'merge.loadDraft': () => draftKeeper.load(),
    'merge.saveDraft': ({ draft, ...from }) => draftKeeper.save(draft, from),
    'merge.start': async ({ draft, resume }, { signal }) => ({
      job: await drafts.start(draft, signal, resume),
    }),
    'merge.removeLeftovers': async ({ draft }) => {
      await drafts.removeLeftovers(draft)
      return undefined
    },
  }
}
