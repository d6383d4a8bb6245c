import type { EpisodeMarks, MarkChange } from '#shared/model/review.ts'
import { keymap } from '#renderer/keyboard/keymap.ts'
import { useShortcut } from '#renderer/keyboard/use-shortcut.ts'
import { toggledTag } from './marks.ts'

/** The keys that mark an episode; none of them while `marks` is undefined. */
export function useMarkKeys(marks: EpisodeMarks | undefined, onChange: (change: MarkChange) => void): void {
  const bind = (change: (own: EpisodeMarks) => MarkChange) => () => {
    if (marks !== undefined) onChange(change(marks))
  }
  const isEnabled = marks !== undefined
  useShortcut(
    keymap.Review.flag,
    bind(({ episode, isFlagged }) => ({ episode, isFlagged: !isFlagged })),
    isEnabled,
  )
  useShortcut(
    keymap.Review.exclude,
    bind(({ episode, isExcluded }) => ({ episode, isExcluded: !isExcluded })),
    isEnabled,
  )
  useShortcut(
    keymap.Review.tag,
    (key) => {
      if (marks !== undefined) onChange(toggledTag(marks, Number(key)))
    },
    isEnabled,
  )
}
