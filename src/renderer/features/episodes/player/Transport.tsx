import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight, Link, Pause, Play, Repeat } from 'lucide-react'
import type { ReactNode } from 'react'
import { shortCameraName } from '#renderer/format/camera-name.ts'
import { formatTime } from '#renderer/format/duration.ts'
import { formatCount } from '#renderer/format/numbers.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import type { KeptFrames } from '#shared/model/review.ts'
import type { Player } from './player.ts'
import { speeds } from './player-state.ts'
import { setLooping, setSpeed } from './remembered.ts'
import { Timeline } from './Timeline.tsx'
import { usePlayerState } from './use-player.ts'
import styles from './EpisodePlayer.module.css'

const speedOptions = speeds.map((speed) => ({ value: String(speed), label: `${speed}×` }))

interface TransportProps {
  readonly player: Player
  readonly onGoTo: () => void
  readonly onCopyLink: () => void
  /** See {@link Timeline}. */
  readonly kept: KeptFrames | undefined
  /** Controls of others, beside the timeline. */
  readonly tools: ReactNode
}

/** The controls of the player and where it is. */
export function Transport({ player, onGoTo, onCopyLink, kept, tools }: TransportProps) {
  // Each by itself: what changes with each frame is drawn by the parts below.
  const length = usePlayerState(player, (state) => state.length)
  const isPlaying = usePlayerState(player, (state) => state.isPlaying)
  const speed = usePlayerState(player, (state) => state.speed)
  const isLooping = usePlayerState(player, (state) => state.isLooping)
  const isBehind = usePlayerState(player, (state) => state.isBehind)
  const status = usePlayerState(player, (state) => state.status)
  const isBusy = status.kind !== 'paused' && status.kind !== 'playing'
  const message =
    status.kind === 'stalled'
      ? `Waiting for ${status.waitingFor.map(shortCameraName).join(', ')}…`
      : isBehind
        ? `This machine cannot show ${speed}×: slower, but in step`
        : undefined
  return (
    <div className={styles.transport} role="group" aria-label="Player" aria-busy={isBusy}>
      <Timeline player={player} kept={kept} />
      <div className={styles.buttons}>
        <IconButton
          icon={ChevronFirst}
          label="First frame"
          onClick={() => {
            player.step(-length)
          }}
        />
        <IconButton
          icon={ChevronLeft}
          label="One frame back"
          onClick={() => {
            player.step(-1)
          }}
        />
        <IconButton
          icon={isPlaying ? Pause : Play}
          label={isPlaying ? 'Pause' : 'Play'}
          onClick={() => {
            if (isPlaying) player.pause()
            else player.play()
          }}
        />
        <IconButton
          icon={ChevronRight}
          label="One frame on"
          onClick={() => {
            player.step(1)
          }}
        />
        <IconButton
          icon={ChevronLast}
          label="Last frame"
          onClick={() => {
            player.step(length)
          }}
        />
        <IconButton
          icon={Repeat}
          label="Loop"
          aria-pressed={isLooping}
          onClick={() => {
            setLooping(player, !isLooping)
          }}
        />
      </div>
      <Position player={player} onGoTo={onGoTo} />
      <p className={styles.status} role="status" title={message}>
        {message}
      </p>
      {tools}
      <Select
        label="Speed"
        isLabelHidden
        returnsFocus
        value={String(speed)}
        options={speedOptions}
        onChange={(value) => {
          setSpeed(player, speeds.find((each) => String(each) === value) ?? 1)
        }}
      />
      <IconButton icon={Link} label="Copy link to this moment" onClick={onCopyLink} />
    </div>
  )
}

/** Frame and time; a click asks where to go. */
function Position({ player, onGoTo }: Pick<TransportProps, 'player' | 'onGoTo'>) {
  const frame = usePlayerState(player, (state) => state.frame)
  const length = usePlayerState(player, (state) => state.length)
  const fps = usePlayerState(player, (state) => state.fps)
  const characters = Math.max(2 * formatCount(length).length, 2 * formatTime(length / fps).length) + 3
  return (
    <button
      type="button"
      className={styles.position}
      title="Go to a frame or a time (G)"
      style={{ minWidth: `${characters}ch` }}
      onClick={onGoTo}
    >
      <span>
        {formatCount(frame)} / {formatCount(length)}
      </span>
      <span className={styles.time}>
        {formatTime(frame / fps)} / {formatTime(length / fps)}
      </span>
    </button>
  )
}
