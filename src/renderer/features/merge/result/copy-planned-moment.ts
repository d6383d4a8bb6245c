import type { PlannedEpisodeDetails } from '#shared/model/merge.ts'
import { mergePreviewPath, momentLink } from '#shared/routes.ts'
import { useHost } from '#renderer/features/shell/host-store.ts'
import { copyText } from '#renderer/ui/copy-text.ts'

/**
 * Copies a link to a frame of an episode that is only planned: the page's own address in a browser. Links that open the
 * desktop application name a dataset, which the result is not yet; there it leads to the same picture in the recording.
 */
export function copyPlannedMoment(planned: PlannedEpisodeDetails, frame: number): void {
  const { episode, source, sourceEpisode, sourceFrame } = planned
  if (useHost.getState().host?.host === 'desktop')
    void copyText(momentLink(source.path, sourceEpisode, sourceFrame + frame), 'Link to the recording copied')
  else void copyText(new URL(`#${mergePreviewPath(episode, frame)}`, location.href).href, 'Link copied')
}
