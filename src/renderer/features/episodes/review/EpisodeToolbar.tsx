import { Redo2, Search, TriangleAlert, Undo2 } from 'lucide-react'
import { useRef } from 'react'
import { formatCount, formatCountOf, formatPercent } from '#renderer/format/numbers.ts'
import { keyText } from '#renderer/keyboard/key-text.ts'
import { keymap } from '#renderer/keyboard/keymap.ts'
import { useShortcut } from '#renderer/keyboard/use-shortcut.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { keepFocus } from '#renderer/ui/keep-focus.ts'
import { goOnInTable } from '#renderer/ui/table/go-on-in-table.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { ProgressBar } from '#renderer/ui/ProgressBar.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { markFilters } from './episode-filter.ts'
import { changeFilter, useEpisodeView } from './episode-view-store.ts'
import { parseLengths } from './length-range.ts'
import { useReview } from './review-store.ts'
import styles from './Review.module.css'

interface EpisodeToolbarProps {
  /** The tasks to choose from; empty while they are not known. */
  readonly tasks: readonly string[]
  readonly shown: number | undefined
  readonly total: number | undefined
  /** Nothing can be looked through yet. */
  readonly isReading: boolean
  readonly isSuspecting: boolean
  /** How far looking through all rows is; undefined when nobody does. */
  readonly inspection: number | undefined
  /** Episodes with a reason, when they were looked for. */
  readonly suspicious: number | undefined
  readonly onUndo: () => void
  readonly onRedo: () => void
}

/** Which episodes are listed, and the way back. */
export function EpisodeToolbar(props: EpisodeToolbarProps) {
  const { filter, isSuspiciousFirst } = useEpisodeView()
  const canUndo = useReview((state) => state.undo.length > 0)
  const canRedo = useReview((state) => state.redo.length > 0)
  const search = useRef<HTMLInputElement>(null)
  useShortcut(keymap.Review.find, () => search.current?.focus())
  return (
    <div className={styles.toolbar} role="search" aria-label="Episodes" onMouseDown={keepFocus}>
      <div className={styles.wide}>
        <TextField
          ref={search}
          label="Search episodes"
          isLabelHidden
          type="search"
          icon={Search}
          placeholder="Task, number or note"
          value={filter.text}
          onChange={(text) => {
            changeFilter({ text })
          }}
          onKeyDown={goOnInTable}
        />
      </div>
      {props.tasks.length > 1 && (
        <Select
          label="Task"
          isLabelHidden
          returnsFocus
          value={filter.task}
          options={[
            { value: '', label: 'All tasks' },
            ...props.tasks.map((task) => ({ value: task, label: task })),
          ]}
          onChange={(task) => {
            changeFilter({ task })
          }}
        />
      )}
      <Select
        label="Marks"
        isLabelHidden
        returnsFocus
        value={filter.marks}
        options={markFilters}
        onChange={(marks) => {
          changeFilter({ marks })
        }}
      />
      <div className={styles.narrow}>
        <TextField
          label="Length in frames"
          isLabelHidden
          placeholder="Frames: >300"
          value={filter.lengths}
          error={parseLengths(filter.lengths) === undefined ? 'Write 300, 100-300, >300 or <100.' : undefined}
          onChange={(lengths) => {
            changeFilter({ lengths })
          }}
        />
      </div>
      <button
        type="button"
        className={styles.toggle}
        aria-pressed={isSuspiciousFirst}
        onClick={() => {
          useEpisodeView.setState({ isSuspiciousFirst: !isSuspiciousFirst, isInspected: true })
        }}
      >
        <TriangleAlert aria-hidden />
        Suspicious first
      </button>
      <IconButton
        icon={Undo2}
        label={`Undo (${keyText(keymap.Review.undo.keys[0])})`}
        disabled={!canUndo}
        onClick={props.onUndo}
      />
      <IconButton
        icon={Redo2}
        label={`Redo (${keyText(keymap.Review.redo.keys[0])})`}
        disabled={!canRedo}
        onClick={props.onRedo}
      />
      <span className={styles.tally}>
        {props.inspection !== undefined && <Inspection fraction={props.inspection} />}
        <span role="status">
          <Tally {...props} />
        </span>
      </span>
    </div>
  )
}

/** Looking through a large dataset takes its time, and need not be waited for. */
function Inspection({ fraction }: { readonly fraction: number }) {
  return (
    <span className={styles.inspection}>
      Looking at every row
      <ProgressBar label="Looking at every row" fraction={fraction} />
      {formatPercent(fraction)}
      <Button
        variant="quiet"
        onClick={() => {
          useEpisodeView.setState({ isInspected: false })
        }}
      >
        Stop
      </Button>
    </span>
  )
}

function Tally({ shown, total, isReading, isSuspecting, suspicious }: EpisodeToolbarProps) {
  const excluded = useReview((state) => [...state.marks.values()].filter((own) => own.isExcluded).length)
  if (isSuspecting) return <Spinner label="Looking for odd ones…" />
  if (isReading) return <Spinner label="Reading the list…" />
  if (shown === undefined || total === undefined) return null
  const parts = [
    shown === total
      ? formatCountOf(total, 'episode')
      : `${formatCount(shown)} of ${formatCountOf(total, 'episode')}`,
    ...(suspicious === undefined
      ? []
      : [`${suspicious === 0 ? 'none' : formatCount(suspicious)} suspicious`]),
    ...(excluded === 0 ? [] : [`${formatCount(excluded)} excluded`]),
  ]
  return parts.join(', ')
}
