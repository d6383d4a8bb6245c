import { useRef, useState, type PointerEvent } from 'react'
import { formatTime } from '#renderer/format/duration.ts'
import { formatCount } from '#renderer/format/numbers.ts'
import type { KeptFrames } from '#shared/model/review.ts'
import { HoverPicture } from './HoverPicture.tsx'
import type { Player } from './player.ts'
import { beginScrub, type Scrub } from './scrub.ts'
import { usePlayerState } from './use-player.ts'
import styles from './EpisodePlayer.module.css'

interface TimelineProps {
  readonly player: Player
  /** The part of the episode that is kept; the rest is shown as left out. */
  readonly kept: KeptFrames | undefined
}

/** Where in the episode the player is. Pictures follow while it is dragged; playing goes on afterwards. */
export function Timeline({ player, kept }: TimelineProps) {
  const frame = usePlayerState(player, (state) => state.frame)
  const length = usePlayerState(player, (state) => state.length)
  const fps = usePlayerState(player, (state) => state.fps)
  const scrub = useRef<Scrub>(undefined)
  const [pointedAt, setPointed] = useState<number>()
  // While it is dragged, and until the pointer goes on from there, the cameras themselves show what it points at.
  const [isFollowed, setFollowed] = useState(false)
  const last = Math.max(1, length - 1)
  // Another episode may be shorter.
  const pointed = pointedAt === undefined ? undefined : Math.min(pointedAt, length - 1)

  const frameAt = (event: PointerEvent<HTMLElement>): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    return Math.round(Math.min(1, Math.max(0, (event.clientX - left) / width)) * (length - 1))
  }
  return (
    <div
      className={styles.timeline}
      role="slider"
      tabIndex={0}
      aria-label="Frame"
      aria-valuemin={0}
      aria-valuemax={Math.max(0, length - 1)}
      aria-valuenow={frame}
      aria-valuetext={`Frame ${formatCount(frame)} of ${formatCount(length)}, ${formatTime(frame / fps)}`}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        setFollowed(true)
        scrub.current = beginScrub(player, frameAt(event))
      }}
      onPointerMove={(event) => {
        setPointed(frameAt(event))
        if (scrub.current === undefined) setFollowed(false)
        else scrub.current.to(frameAt(event))
      }}
      onLostPointerCapture={() => {
        scrub.current?.end()
        scrub.current = undefined
      }}
      onPointerLeave={() => {
        setPointed(undefined)
      }}
      style={{ '--at': `${(frame / last) * 100}%`, '--pointed': `${((pointed ?? 0) / last) * 100}%` }}
    >
      <div className={styles.track} />
      {kept !== undefined && (
        <div
          className={styles.kept}
          style={{
            '--from': `${(kept.from / last) * 100}%`,
            '--to': `${(Math.min(kept.to - 1, last) / last) * 100}%`,
          }}
        />
      )}
      <div className={styles.thumb} />
      {pointed !== undefined && (
        <div className={styles.pointed} aria-hidden>
          {!isFollowed && <HoverPicture player={player} frame={pointed} />}
          {formatCount(pointed)} · {formatTime(pointed / fps)}
        </div>
      )}
    </div>
  )
}
