import { useCallback, useMemo } from 'react'
import { useLocation } from 'wouter'
import type { PlanPreview, PlannedEpisodeRow, SourceStatus } from '#shared/model/merge.ts'
import { mergePreviewPath } from '#shared/routes.ts'
import { api } from '#renderer/api/api.ts'
import { usePages } from '#renderer/api/use-pages.ts'
import { keymap } from '#renderer/keyboard/keymap.ts'
import { useShortcut } from '#renderer/keyboard/use-shortcut.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { VirtualTable } from '#renderer/ui/table/VirtualTable.tsx'
import { plannedColumns } from './planned-columns.tsx'
import { PlannedEpisodeViewer, type Planning } from './PlannedEpisodeViewer.tsx'
import styles from './MergeResult.module.css'

const PAGE = 200

interface PlannedEpisodesProps {
  readonly plan: PlanPreview
  /** In the order of the draft. */
  readonly sources: readonly SourceStatus[]
  /** The episode that is looked at. */
  readonly opened: number
  readonly planning: Planning
}

/** The episodes of a plan in the order of the result, and one of them as it will be. */
export function PlannedEpisodes({ plan, sources, opened, planning }: PlannedEpisodesProps) {
  const { id, totals } = plan
  const [, navigate] = useLocation()
  const fetchPage = useCallback(
    (from: number, signal: AbortSignal) =>
      api.call('merge.previewEpisodes', { plan: id, from, count: PAGE }, { signal }),
    [id],
  )
  const { rowAt, onShown, error, again } = usePages<PlannedEpisodeRow>(PAGE, fetchPage)
  const columns = useMemo(() => plannedColumns(sources), [sources])
  const open = (episode: number) => {
    if (episode !== opened && episode >= 0 && episode < totals.episodes)
      navigate(mergePreviewPath(episode), { replace: true })
  }
  useShortcut(keymap.Player.previous, () => {
    open(opened - 1)
  })
  useShortcut(keymap.Player.next, () => {
    open(opened + 1)
  })
  return (
    <div className={styles.split}>
      <div className={styles.list}>
        {error !== undefined && (
          <ErrorBox error={error} actions={<Button onClick={again}>Try again</Button>} />
        )}
        <VirtualTable
          label="Episodes of the result"
          columns={columns}
          count={totals.episodes}
          rowAt={rowAt}
          active={opened}
          onActive={open}
          onShown={onShown}
          leavesEnds
        />
      </div>
      <PlannedEpisodeViewer plan={plan} episode={opened} planning={planning} />
    </div>
  )
}
