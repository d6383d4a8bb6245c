import { useCallback, useState, useSyncExternalStore } from 'react'
import type { PlaceId } from '#shared/model/place.ts'
import { thumbnails } from './thumbnails.ts'
import styles from './EpisodeThumbnail.module.css'

interface EpisodeThumbnailProps {
  readonly place: PlaceId
  readonly episode: number
}

/** How an episode begins, as soon as it is known; a blank until then, and where there is none. */
export function EpisodeThumbnail(props: EpisodeThumbnailProps) {
  const generation = useSyncExternalStore(thumbnails.subscribe, thumbnails.generation)
  return <Picture key={generation} {...props} />
}

function Picture({ place, episode }: EpisodeThumbnailProps) {
  const want = useCallback(
    (onChange: () => void) => thumbnails.want(place, episode, onChange),
    [place, episode],
  )
  const url = useSyncExternalStore(want, () => thumbnails.known(place, episode))
  const [broken, setBroken] = useState<string>()
  return (
    <div className={styles.thumbnail}>
      {url !== undefined && url !== broken && (
        <img
          src={url}
          alt=""
          decoding="async"
          draggable={false}
          onError={() => {
            thumbnails.forget(place, episode)
            setBroken(url)
          }}
        />
      )}
    </div>
  )
}
