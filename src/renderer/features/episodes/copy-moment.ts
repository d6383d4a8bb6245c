import type { PlaceId } from '#shared/model/place.ts'
import { episodePath, momentLink } from '#shared/routes.ts'
import { useHost } from '#renderer/features/shell/host-store.ts'
import { copyText } from '#renderer/ui/copy-text.ts'
import { toast } from '#renderer/ui/toast-store.ts'

/** A frame of an episode. */
interface Moment {
  readonly place: PlaceId
  /** Of the dataset, once that is known. */
  readonly path: string | undefined
  readonly episode: number
  readonly frame: number
}

/**
 * Copies a link to a frame: the page's own address in a browser; one that opens the desktop application from anywhere
 * where that is the host, whose own addresses lead nowhere outside of it.
 */
export function copyMoment({ place, path, episode, frame }: Moment): void {
  if (useHost.getState().host?.host !== 'desktop') {
    void copyText(new URL(`#${episodePath(place, episode, frame)}`, location.href).href, 'Link copied')
    return
  }
  if (path === undefined) {
    toast('The dataset is still being opened. Copy the link in a moment.')
    return
  }
  void copyText(momentLink(path, episode, frame), 'Link copied')
}
