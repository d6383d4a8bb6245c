import { ArrowRightFromLine, ArrowRightToLine } from 'lucide-react'
import type { PlaceId } from '#shared/model/place.ts'
import { api } from '#renderer/api/api.ts'
import { keymap } from '#renderer/keyboard/keymap.ts'
import { useShortcut } from '#renderer/keyboard/use-shortcut.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import type { Player } from '../player/player.ts'
import { unmarked } from '#shared/model/review.ts'
import { useEpisodeView } from './episode-view-store.ts'
import { trimmedAt } from './marks.ts'
import { mark, useReview } from './review-store.ts'
import styles from './Review.module.css'

interface TrimToolsProps {
  readonly place: PlaceId
  readonly episode: number
  readonly player: Player
  /** Another episode is on its way: what is seen is not what marks are about. */
  readonly isLeaving: boolean
}

/** Says which part of the episode is kept: it begins at the frame that is shown, or ends with it. Also by keys. */
export function TrimTools({ place, episode, player, isLeaving }: TrimToolsProps) {
  const hasMarks = useReview((state) => state.place === place && state.fingerprint !== undefined)
  const isKnown = hasMarks && !isLeaving
  const marks = useReview((state) => state.marks.get(episode)) ?? unmarked(episode)
  const trimAt = (side: 'in' | 'out') => () => {
    const { frame, length } = player.getState()
    // An episode does not vanish from a filtered list under the hand that marks it.
    useEpisodeView.setState({ kept: episode })
    mark(api, trimmedAt(marks, side, frame, length))
  }
  useShortcut(keymap.Review.trimIn, trimAt('in'), isKnown)
  useShortcut(keymap.Review.trimOut, trimAt('out'), isKnown)
  return (
    <div className={styles.trim} role="group" aria-label="Trim">
      <IconButton
        icon={ArrowRightFromLine}
        label="Keep from this frame on"
        aria-keyshortcuts="["
        disabled={!isKnown}
        onClick={trimAt('in')}
      />
      <IconButton
        icon={ArrowRightToLine}
        label="Keep up to this frame"
        aria-keyshortcuts="]"
        disabled={!isKnown}
        onClick={trimAt('out')}
      />
    </div>
  )
}
