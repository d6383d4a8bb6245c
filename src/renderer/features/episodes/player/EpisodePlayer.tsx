import { Eye } from 'lucide-react'
import { useEffect, useEffectEvent, useState, type ReactNode } from 'react'
import type { EpisodeDetails } from '#shared/model/episode.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { keepFocus } from '#renderer/ui/keep-focus.ts'
import type { KeptFrames } from '#shared/model/review.ts'
import { CameraView } from './CameraView.tsx'
import { copiesAhead } from './copies-ahead.ts'
import { GoToDialog } from './GoToDialog.tsx'
import type { FrameInAddress } from './frame-in-address.ts'
import { keepFrameInAddress } from './keep-frame-in-address.ts'
import type { Neighbours } from './opened-episodes.ts'
import type { Player } from './player.ts'
import { setHidden } from './remembered.ts'
import { Transport } from './Transport.tsx'
import { usePlayer, usePlayerState } from './use-player.ts'
import { usePlayerKeys } from './use-player-keys.ts'
import { useViewerPreferences } from './viewer-preferences.ts'
import { whenCopied } from './when-copied.ts'
import { whileMoving } from './while-moving.ts'
import { whenShown, whenUnderWay } from './when-shown.ts'
import styles from './EpisodePlayer.module.css'

interface EpisodePlayerProps {
  readonly episode: EpisodeDetails
  readonly address: FrameInAddress
  readonly onCopyLink: (frame: number) => void
  /** Asks for the episode anew, when a camera cannot be read any more. */
  readonly onOpenAgain: () => void
  /** Asked once the first picture is seen: what the first pictures of these take is read ahead. */
  readonly openNeighbours: () => Promise<Neighbours<EpisodeDetails>>
  /** The first picture of the episode is seen, or takes long: what waited for it can go on. */
  readonly onShown?: () => void
  /** Called when the player begins to move; what is returned, once it rests. What takes processors waits meanwhile. */
  readonly onMoving?: () => () => void
  /** The part of the episode that is kept; all of it when undefined. */
  readonly kept?: KeptFrames | undefined
  /** More controls, beside those of the player. */
  readonly tools?: (player: Player) => ReactNode
  /** What follows the same clock, below the cameras. */
  readonly children?: (player: Player) => ReactNode
}

/** An episode: its cameras in step, the controls, and whatever follows the same clock. */
export function EpisodePlayer({
  episode,
  address,
  onCopyLink,
  onOpenAgain,
  openNeighbours,
  onShown,
  onMoving,
  kept,
  tools,
  children,
}: EpisodePlayerProps) {
  const { player, prepare } = usePlayer(episode, address.read)
  const [isGoingTo, setGoingTo] = useState(false)
  usePlayerKeys(player, {
    onGoTo: () => {
      setGoingTo(true)
    },
  })
  const goOn = useEffectEvent(async (signal: AbortSignal) => {
    copiesAhead.keepFor(episode)
    const { frame } = player.getState()
    const isLeft = (): boolean => signal.aborted
    await whenShown(player, signal)
    if (isLeft()) return
    onShown?.()
    await whenUnderWay(player, frame, signal)
    if (isLeft()) return
    const neighbours = await openNeighbours()
    if (isLeft()) return
    for (const neighbour of [neighbours.next, neighbours.previous])
      if (neighbour !== undefined) prepare(neighbour)
    if (neighbours.next === undefined) return
    // Its cameras are most likely of the same codecs.
    const copied = await whenCopied(player, signal)
    if (!isLeft()) copiesAhead.make(neighbours.next, copied)
  })
  useEffect(() => {
    const controller = new AbortController()
    void goOn(controller.signal)
    return () => {
      controller.abort()
    }
  }, [episode])
  useEffect(
    () => () => {
      copiesAhead.giveUp()
    },
    [],
  )
  useEffect(() => (onMoving === undefined ? undefined : whileMoving(player, onMoving)), [player, onMoving])
  useEffect(() => keepFrameInAddress(player, address), [player, address])
  return (
    <div className={styles.player} onMouseDown={keepFocus}>
      <Cameras player={player} episode={episode} onOpenAgain={onOpenAgain} />
      <Transport
        player={player}
        kept={kept}
        tools={tools?.(player)}
        onGoTo={() => {
          setGoingTo(true)
        }}
        onCopyLink={() => {
          onCopyLink(player.getState().frame)
        }}
      />
      {children?.(player)}
      {isGoingTo && (
        <GoToDialog
          fps={episode.fps}
          onGo={(frame) => {
            player.pause()
            player.seek(frame)
          }}
          onClose={() => {
            setGoingTo(false)
          }}
        />
      )}
    </div>
  )
}

interface CamerasProps {
  readonly player: Player
  readonly episode: EpisodeDetails
  readonly onOpenAgain: () => void
}

function Cameras({ player, episode, onOpenAgain }: CamerasProps) {
  const hidden = usePlayerState(player, (state) => state.hidden)
  const enlarged = useViewerPreferences((state) => state.enlarged)
  const cameras = episode.cameras.filter(({ name }) => !hidden.has(name))
  const hiddenHere = episode.cameras.filter(({ name }) => hidden.has(name))
  if (episode.cameras.length === 0) return <p className={styles.note}>This episode has no cameras.</p>
  return (
    <>
      <div className={styles.cameras} data-count={cameras.length}>
        {cameras.map((camera) => (
          <CameraView
            key={camera.name}
            player={player}
            camera={camera}
            fps={episode.fps}
            isEnlarged={enlarged === camera.name}
            onEnlarge={() => {
              useViewerPreferences.setState({
                enlarged: enlarged === camera.name ? undefined : camera.name,
              })
            }}
            onOpenAgain={onOpenAgain}
            onHide={() => {
              setHidden(player, camera.name, true)
            }}
          />
        ))}
      </div>
      {hiddenHere.length > 0 && (
        <div className={styles.hidden}>
          {hiddenHere.map(({ name }) => (
            <Button
              key={name}
              variant="quiet"
              icon={Eye}
              onClick={() => {
                setHidden(player, name, false)
              }}
            >
              Show {name}
            </Button>
          ))}
        </div>
      )}
    </>
  )
}
