import { X } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { useLocation } from 'wouter'
import type { EpisodeDetails } from '#shared/model/episode.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { api } from '#renderer/api/api.ts'
import { keymap } from '#renderer/keyboard/keymap.ts'
import { useShortcut } from '#renderer/keyboard/use-shortcut.ts'
import { episodePath, episodesPath } from '#shared/routes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { copyMoment } from './copy-moment.ts'
import { EpisodeOrigins } from './EpisodeOrigins.tsx'
import { PlayerPlots } from './plots/PlayerPlots.tsx'
import type { ReadValues } from './plots/series-values.ts'
import { EpisodePlayer } from './player/EpisodePlayer.tsx'
import { frameInAddress } from './player/frame-in-address.ts'
import { useOpenedEpisode } from './player/use-opened-episode.ts'
import { useReview } from './review/review-store.ts'
import { KeptPart } from './review/KeptPart.tsx'
import { TrimTools } from './review/TrimTools.tsx'
import { listedNeighbour } from './review/episode-view-store.ts'
import { thumbnails } from './thumbnails/thumbnails.ts'
import { useOpenedEpisodes } from './use-opened-episodes.ts'
import styles from './EpisodesScreen.module.css'

const holdThumbnails = () => thumbnails.hold()

interface EpisodeViewerProps {
  readonly place: PlaceId
  readonly episode: number
  /** Where the dataset is, once that is known. */
  readonly path: string | undefined
  /** Episodes of the dataset, as far as that is known. */
  readonly count: number | undefined
}

/** One episode of a dataset. The frame it stands on is kept in the address. */
export function EpisodeViewer({ place, episode, path, count }: EpisodeViewerProps) {
  const [, navigate] = useLocation()
  const { opened, state } = useOpenedEpisodes(place, episode)
  const { shown, error, again } = useOpenedEpisode(opened, episode)
  const [seen, setSeen] = useState<EpisodeDetails>()
  // What is nice to have waits for the pictures of the cameras.
  const isWaiting = error === undefined && (seen !== shown || seen?.episode !== episode)
  // For each episode anew, also where one is left before it was seen.
  useEffect(() => (isWaiting ? holdThumbnails() : undefined), [isWaiting, episode])

  const listed = (step: 1 | -1) => listedNeighbour(place, episode, step, count)
  const go = (step: 1 | -1) => () => {
    const to = listed(step)
    if (to !== undefined) navigate(episodePath(place, to), { replace: true })
  }
  const close = () => {
    navigate(episodesPath(place))
  }
  // The browser leaves full screen by itself.
  useShortcut(keymap.Everywhere.close, () => {
    if (document.fullscreenElement === null) close()
  })
  useShortcut(keymap.Player.previous, go(-1))
  useShortcut(keymap.Player.next, go(1))

  const kept = useReview((state) =>
    shown === undefined || state.place !== place ? undefined : state.marks.get(shown.episode)?.trim,
  )
  const number = shown?.episode ?? episode
  const isOpening = useLasting(error === undefined && number !== episode)
  const address = useMemo(() => frameInAddress(episodePath(place, number)), [place, number])
  const read = useMemo<ReadValues>(
    () => (wanted, options) => api.call('episodes.values', { place, episode: number, ...wanted }, options),
    [place, number],
  )
  return (
    <section className={styles.viewer} aria-label={`Episode ${episode}`} data-opening={isOpening}>
      <header className={styles.viewerHead}>
        <h2 title={shown?.tasks.join('\n')}>
          Episode {number}
          {shown !== undefined && shown.tasks.length > 0 && ` · ${shown.tasks.join(', ')}`}
        </h2>
        {isOpening && <Spinner label={`Opening episode ${episode}…`} />}
        {shown !== undefined && kept !== undefined && <KeptPart episode={shown.episode} kept={kept} />}
        <IconButton icon={X} label="Close the episode" onClick={close} />
      </header>
      <EpisodeOrigins place={place} episode={number} isWaiting={isWaiting} />
      {error !== undefined && <ErrorBox error={error} actions={<Button onClick={again}>Try again</Button>} />}
      {shown === undefined && error === undefined && <Spinner label="Opening the episode…" />}
      {shown !== undefined && (
        <EpisodePlayer
          episode={shown}
          kept={kept}
          tools={(player) => (
            <TrimTools
              place={place}
              episode={shown.episode}
              player={player}
              isLeaving={shown.episode !== episode}
            />
          )}
          address={address}
          openNeighbours={() => opened.openAhead({ next: listed(1), previous: listed(-1) })}
          onOpenAgain={again}
          onMoving={holdThumbnails}
          onShown={() => {
            setSeen(shown)
          }}
          onCopyLink={(frame) => {
            copyMoment({ place, path, episode: shown.episode, frame })
          }}
        >
          {(player) => <PlayerPlots key={state} episode={shown} read={read} player={player} />}
        </EpisodePlayer>
      )}
    </section>
  )
}

/** Nothing is said of what takes no longer, in milliseconds. */
const PATIENCE_MS = 250

/** Whether something is so and has been for a while. By a timer: an animation that waits has the canvases drawn anew at once. */
function useLasting(isSo: boolean): boolean {
  const [lasts, setLasts] = useState(false)
  useEffect(() => {
    if (!isSo) return
    const timer = setTimeout(() => {
      setLasts(true)
    }, PATIENCE_MS)
    return () => {
      clearTimeout(timer)
      setLasts(false)
    }
  }, [isSo])
  return isSo && lasts
}
