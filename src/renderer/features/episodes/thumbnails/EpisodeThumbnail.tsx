import { useEffect, useState } from 'react'
import type { PlaceId } from '#shared/model/place.ts'
import { api } from '#renderer/api/api.ts'
import { ThumbnailQueue } from './thumbnail-queue.ts'
import styles from './EpisodeThumbnail.module.css'

const queue = new ThumbnailQueue(api)

interface EpisodeThumbnailProps {
  readonly place: PlaceId
  readonly episode: number
}

/** How an episode begins, as soon as it is known; a blank until then, and where there is none. */
export function EpisodeThumbnail({ place, episode }: EpisodeThumbnailProps) {
  const [, setKnown] = useState<string>()
  useEffect(() => queue.want(place, episode, setKnown), [place, episode])
  const url = queue.known(place, episode)
  return (
    <div className={styles.thumbnail}>
      {url !== undefined && (
        <img
          src={url}
          alt=""
          decoding="async"
          draggable={false}
          onError={() => {
            queue.forget(place, episode)
            setKnown(undefined)
          }}
        />
      )}
    </div>
  )
}
