import type { PlaceId } from '#shared/model/place.ts'
import { episodePath, momentLink } from '#shared/routes.ts'
import { useHost } from '#renderer/features/shell/host-store.ts'
import { copyText } from '#renderer/ui/copy-text.ts'

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
  const isDesktop = useHost.getState().host?.host === 'desktop'
  const link =
    isDesktop && path !== undefined
      ? momentLink(path, episode, frame)
      : new URL(`#${episodePath(place, episode, frame)}`, location.href).href
  void copyText(link, 'Link copied')
}
