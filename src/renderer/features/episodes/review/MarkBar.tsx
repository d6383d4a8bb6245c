import { Ban, Flag } from 'lucide-react'
import { useRef, useState } from 'react'
import { MAX_NOTE, TAGS, type EpisodeMarks, type MarkChange } from '#shared/model/review.ts'
import { formatCount } from '#renderer/format/numbers.ts'
import { keymap } from '#renderer/keyboard/keymap.ts'
import { useShortcut } from '#renderer/keyboard/use-shortcut.ts'
import { TextField } from '#renderer/ui/TextField.tsx'
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
    <div className={styles.bar} role="group" aria-label={`Marks of episode ${formatCount(episode)}`}>
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

/** A note is one step to undo: it is kept when the field is left or Enter is pressed; Escape forgets what was typed. */
function NoteField({ episode, note, onChange }: NoteFieldProps) {
  const [typed, setTyped] = useState<string>()
  const field = useRef<HTMLInputElement>(null)
  useShortcut(keymap.Review.note, () => field.current?.focus())
  const commit = () => {
    setTyped(undefined)
    if (typed !== undefined && typed.trim() !== note) onChange({ episode, note: typed.trim() })
  }
  return (
    <div className={styles.noteField}>
      <TextField
        ref={field}
        label={`Note on episode ${formatCount(episode)}`}
        isLabelHidden
        placeholder="Note"
        maxLength={MAX_NOTE}
        value={typed ?? note}
        onChange={setTyped}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return
          event.stopPropagation()
          if (event.key === 'Enter') commit()
          else setTyped(undefined)
        }}
      />
    </div>
  )
}
