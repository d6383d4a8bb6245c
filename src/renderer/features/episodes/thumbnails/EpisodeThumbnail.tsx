import { useEffect, useState } from 'react'
import type { PlaceId } from '#shared/model/place.ts'
import { thumbnails } from './thumbnails.ts'
import styles from './EpisodeThumbnail.module.css'

interface EpisodeThumbnailProps {
  readonly place: PlaceId
  readonly episode: number
}

/** How an episode begins, as soon as it is known; a blank until then, and where there is none. */
export function EpisodeThumbnail({ place, episode }: EpisodeThumbnailProps) {
  const [, setKnown] = useState<string>()
  useEffect(() => thumbnails.want(place, episode, setKnown), [place, episode])
  const url = thumbnails.known(place, episode)
  return (
    <div className={styles.thumbnail}>
      {url !== undefined && (
        <img
          src={url}
          alt=""
          decoding="async"
          draggable={false}
          onError={() => {
            thumbnails.forget(place, episode)
            setKnown(undefined)
          }}
        />
      )}
    </div>
  )
}
