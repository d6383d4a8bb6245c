import { ChevronDown, ChevronRight } from 'lucide-react'
import { useId } from 'react'
import type { Scrub } from '#renderer/features/episodes/player/scrub.ts'
import type { FrameCursor } from './frame-cursor.ts'
import type { PlotGroup } from './plot-groups.ts'
import { setGroupOpen, togglePanel, usePlotLayout } from './plot-layout-store.ts'
import type { PlotViewStore } from './plot-view.ts'
import { PlotPanelRow } from './PlotPanelRow.tsx'
import type { EpisodeSeries } from './series-values.ts'
import styles from './Plots.module.css'

interface PlotGroupSectionProps {
  readonly group: PlotGroup
  readonly isOpen: boolean
  readonly series: EpisodeSeries
  readonly view: PlotViewStore
  readonly cursor: FrameCursor
  /** The frame of which values are read. */
  readonly reading: FrameCursor
  readonly onScrub: (frame: number) => Scrub
}

/** A heading that opens and closes its panels, a switch for each panel, and the panels. */
export function PlotGroupSection({ group, isOpen, ...shared }: PlotGroupSectionProps) {
  const hidden = usePlotLayout((state) => state.hidden)
  const content = useId()
  const Chevron = isOpen ? ChevronDown : ChevronRight
  return (
    <section className={styles.group} aria-label={group.title}>
      <div className={styles.groupHead}>
        <h3>
          <button
            type="button"
            className={styles.fold}
            aria-expanded={isOpen}
            aria-controls={content}
            onClick={() => {
              setGroupOpen(group.id, !isOpen)
            }}
          >
            <Chevron aria-hidden />
            {group.title}
            {group.note !== undefined && <span className={styles.unit}>{group.note}</span>}
          </button>
        </h3>
        {isOpen && group.panels.length > 1 && (
          <div className={styles.switches} role="group" aria-label={`Plots of ${group.title}`}>
            {group.panels.map(({ id, title }) => (
              <button
                key={id}
                type="button"
                className={styles.switch}
                aria-pressed={!hidden.has(id)}
                onClick={() => {
                  togglePanel(id)
                }}
              >
                {title}
              </button>
            ))}
          </div>
        )}
      </div>
      <div id={content} className={styles.panels}>
        {isOpen &&
          group.panels
            .filter(({ id }) => !hidden.has(id))
            .map((panel) => <PlotPanelRow key={panel.id} panel={panel} {...shared} />)}
      </div>
    </section>
  )
}
