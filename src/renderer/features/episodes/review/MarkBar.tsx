import { Ban, Flag } from 'lucide-react'
import { useRef } from 'react'
import { flushSync } from 'react-dom'
import { MAX_NOTE, TAGS, type EpisodeMarks, type MarkChange } from '#shared/model/review.ts'
import { keymap } from '#renderer/keyboard/keymap.ts'
import { useShortcut } from '#renderer/keyboard/use-shortcut.ts'
import { keepFocus } from '#renderer/ui/keep-focus.ts'
import { TextField } from '#renderer/ui/TextField.tsx'
import { useFocusBefore } from '#renderer/ui/use-focus-before.ts'
import { useTyped } from '#renderer/ui/use-typed.ts'
import { toggledTag } from './marks.ts'
import styles from './Review.module.css'

interface MarkBarProps {
  readonly marks: EpisodeMarks
  readonly onChange: (change: MarkChange) => void
}

/** The marks of one episode, to change them with the mouse; the keys are in `useMarkKeys`. */
export function MarkBar({ marks, onChange }: MarkBarProps) {
  const { episode, isFlagged, isExcluded, tags, note } = marks
  return (
    <div
      className={styles.bar}
      role="group"
      aria-label={`Marks of episode ${episode}`}
      onMouseDown={keepFocus}
    >
      <button
        type="button"
        className={styles.toggle}
        aria-pressed={isFlagged}
        aria-keyshortcuts="F"
        onClick={() => {
          onChange({ episode, isFlagged: !isFlagged })
        }}
      >
        <Flag aria-hidden />
        Flag
      </button>
      <button
        type="button"
        className={styles.toggle}
        aria-pressed={isExcluded}
        aria-keyshortcuts="X Delete"
        onClick={() => {
          onChange({ episode, isExcluded: !isExcluded })
        }}
      >
        <Ban aria-hidden />
        Exclude
      </button>
      <span className={styles.tagButtons}>
        {TAGS.map((tag) => (
          <button
            key={tag}
            type="button"
            className={styles.tagButton}
            aria-label={`Tag ${tag}`}
            aria-pressed={tags.includes(tag)}
            aria-keyshortcuts={String(tag)}
            onClick={() => {
              onChange(toggledTag(marks, tag))
            }}
          >
            {tag}
          </button>
        ))}
      </span>
      <NoteField key={episode} episode={episode} note={note} onChange={onChange} />
    </div>
  )
}

interface NoteFieldProps {
  readonly episode: number
  readonly note: string
  readonly onChange: (change: MarkChange) => void
}

/**
 * A note is one step to undo: it is kept when the field is left; Escape forgets what was typed. Enter and Escape lead back to
 * where the keys were, so that the next one is not a part of the note.
 */
function NoteField({ episode, note, onChange }: NoteFieldProps) {
  const typed = useTyped(note, (text) => {
    onChange({ episode, note: text })
  })
  const field = useRef<HTMLInputElement>(null)
  const { onFocus, giveBack } = useFocusBefore()
  useShortcut(keymap.Review.note, () => field.current?.focus())
  return (
    <div className={styles.noteField}>
      <TextField
        ref={field}
        label={`Note on episode ${episode}`}
        isLabelHidden
        placeholder="Note"
        maxLength={MAX_NOTE}
        value={typed.text}
        onChange={typed.onChange}
        onFocus={onFocus}
        onBlur={typed.commit}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return
          event.stopPropagation()
          // At once: leaving the field keeps what is typed.
          if (event.key === 'Escape') flushSync(typed.forget)
          giveBack(event.currentTarget)
        }}
      />
    </div>
  )
}
