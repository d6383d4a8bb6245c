import { Fragment } from 'react'
import { Link } from 'wouter'
import type { EpisodeOrigin } from '#shared/model/dataset.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { episodePath, episodesPath } from '#shared/routes.ts'
import { useCall } from '#renderer/api/use-call.ts'
import { useKeptAnswer } from '#renderer/api/use-kept-answer.ts'
import { describe } from '#renderer/errors/describe.ts'
import { useDatasetChange } from './use-dataset-change.ts'
import styles from './EpisodesScreen.module.css'

interface EpisodeOriginsProps {
  readonly place: PlaceId
  readonly episode: number
  /** Something else is to be there first. */
  readonly isWaiting: boolean
}

/** What an episode of a merged dataset was before, one merge after another; nothing for other datasets. */
export function EpisodeOrigins({ place, episode, isWaiting }: EpisodeOriginsProps) {
  const answer = useCall('episodes.origins', isWaiting ? undefined : { place, episode })
  const origins = useKeptAnswer(answer) ?? []
  useDatasetChange(place, answer.again)
  if (answer.kind === 'failed')
    return <p className={styles.origins}>Where it came from: {describe(answer.error).title}</p>
  if (origins.length === 0) return null
  return (
    // Those of the episode before keep the room, and are not to be taken for those of this one.
    <p className={styles.origins} data-known={answer.kind === 'done'}>
      Came from{' '}
      {origins.map((origin, generation) => (
        <Fragment key={generation}>
          {generation > 0 && ', which came from '}
          <Origin origin={origin} />
        </Fragment>
      ))}
    </p>
  )
}

function Origin({ origin: { dataset, episode, where } }: { readonly origin: EpisodeOrigin }) {
  const name = `${dataset}, episode ${episode}`
  switch (where.kind) {
    case 'here':
      return (
        <Link href={episodePath(where.place.id, episode)} title={where.place.path}>
          {name}
        </Link>
      )
    case 'changed':
      return (
        <>
          {name} (
          <Link href={episodesPath(where.place.id)} title={where.place.path}>
            the dataset has changed since
          </Link>
          )
        </>
      )
    case 'missing':
      return <span title={where.path}>{name} (not where it was any more)</span>
    case 'unreadable':
      return (
        <span title={`${where.path}: ${where.error.message}`}>
          {name} (the dataset cannot be read any more)
        </span>
      )
    case 'outside':
      return <span>{name} (in a folder that is not open to this server)</span>
    case 'unknown':
      return <span>{name} (not known on this machine)</span>
  }
}
