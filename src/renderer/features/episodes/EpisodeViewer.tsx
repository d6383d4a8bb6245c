import { X } from 'lucide-react'
import { useMemo } from 'react'
import { useLocation } from 'wouter'
import type { PlaceId } from '#shared/model/place.ts'
import { keymap } from '#renderer/keyboard/keymap.ts'
import { useShortcut } from '#renderer/keyboard/use-shortcut.ts'
import { episodePath, episodesPath, parseMomentPath } from '#shared/routes.ts'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { copyMoment } from './copy-moment.ts'
import { PlayerPlots } from './plots/PlayerPlots.tsx'
import { EpisodePlayer, type FrameInAddress } from './player/EpisodePlayer.tsx'
import { useReview } from './review/review-store.ts'
import { TrimTools } from './review/TrimTools.tsx'
import { listedNeighbour } from './review/episode-view-store.ts'
import { useEpisode } from './use-episode.ts'
import styles from './EpisodesScreen.module.css'

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
  const { shown, error, openNeighbours } = useEpisode(place, episode, count)

  const go = (step: number) => () => {
    const to = listedNeighbour(place, episode, step, count)
    if (to !== undefined) navigate(episodePath(place, to), { replace: true })
  }
  useShortcut(keymap.Player.previous, go(-1))
  useShortcut(keymap.Player.next, go(1))

  const kept = useReview((state) =>
    shown === undefined || state.place !== place ? undefined : state.marks.get(shown.episode)?.trim,
  )
  const address = useMemo(() => frameInAddress(place, shown?.episode), [place, shown?.episode])
  return (
    <section className={styles.viewer} aria-label={`Episode ${episode}`}>
      <header className={styles.viewerHead}>
        <h2 title={shown?.tasks.join('\n')}>
          Episode {shown?.episode ?? episode}
          {shown !== undefined && shown.tasks.length > 0 && ` · ${shown.tasks.join(', ')}`}
        </h2>
        <IconButton
          icon={X}
          label="Close the episode"
          onClick={() => {
            navigate(episodesPath(place))
          }}
        />
      </header>
      {error !== undefined && <ErrorBox error={error} />}
      {shown === undefined && error === undefined && <Spinner label="Opening the episode…" />}
      {shown !== undefined && (
        <EpisodePlayer
          episode={shown}
          kept={kept}
          tools={(player) => <TrimTools place={place} episode={shown.episode} player={player} />}
          address={address}
          openNeighbours={openNeighbours}
          onCopyLink={(frame) => {
            copyMoment({ place, path, episode: shown.episode, frame })
          }}
        >
          {(player) => <PlayerPlots place={place} episode={shown} player={player} />}
        </EpisodePlayer>
      )}
    </section>
  )
}

/** The frame that the address of the window names, as long as it names this episode. */
function frameInAddress(place: PlaceId, episode: number | undefined): FrameInAddress {
  const path = episode === undefined ? undefined : `#${episodePath(place, episode)}`
  const isHere = () => location.hash === path || location.hash.startsWith(`${path ?? ''}?`)
  return {
    read: () =>
      isHere() ? parseMomentPath(location.hash.slice(location.hash.lastIndexOf('/') + 1))?.frame : 0,
    // In silence: nothing is to be drawn anew, and the way back is not paved with frames.
    write: (frame) => {
      if (isHere()) history.replaceState(history.state, '', `${path ?? ''}?frame=${frame}`)
    },
  }
}
