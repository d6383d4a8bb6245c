import { episodeNumbers } from '#shared/episode-ranges.ts'
import type { MergeDraft } from '#shared/model/merge.ts'
import { listText } from '#shared/list-text.ts'
import { useState } from 'react'
import { formatCountOf } from '#renderer/format/numbers.ts'
import { Badge } from '#renderer/ui/Badge.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import type { Found } from './broken-episodes.ts'
import type { FindingGroup } from './finding-groups.ts'
import { FindingFixes, LeaveOut } from './FindingFixes.tsx'
import { findingTitles } from './finding-titles.ts'
import styles from './FindingCard.module.css'

/** Rows shown before the rest is asked for. */
const SHOWN = 4
const NAMES_SHOWN = 6
/** Longer figures, as lists of names, take more room. */
const LONG = 24

interface FindingCardProps {
  readonly group: FindingGroup
  readonly preview: Found
  readonly of: MergeDraft | undefined
}

/** One kind of finding: what it is, in which sources and episodes, expected against found, and what settles it. */
export function FindingCard({ group, preview, of }: FindingCardProps) {
  const [showsAll, setShowsAll] = useState(false)
  const { code, tier, subject, message, repair, isLeftOut, rows, fixes } = group
  const { sources } = preview
  const found = of && { of, preview }
  /** For what may stay as it is nothing needs to be left out. */
  const acted = tier === 'advisory' ? undefined : found
  const namesEpisodes = rows.some(({ episodes }) => episodes !== undefined)
  const hasFigures = rows.some(({ expected, actual }) => expected !== undefined || actual !== undefined)
  const isLong = rows.some(
    ({ expected = '', actual = '' }) => Math.max(expected.length, actual.length) > LONG,
  )
  const shown = showsAll ? rows : rows.slice(0, SHOWN)
  const title = findingTitles[code]
  return (
    <article className={styles.card} aria-label={title}>
      <header className={styles.header}>
        <h4 className={styles.title}>{title}</h4>
        {subject !== undefined && <code className={styles.subject}>{subject}</code>}
        {isLeftOut && <Badge>Left out</Badge>}
        <div className={styles.fixes}>
          {found !== undefined && <FindingFixes group={group} found={found} />}
        </div>
      </header>
      {message !== undefined && <p>{message}</p>}
      {repair !== undefined && <p className={styles.remedy}>In a merge: {repair}</p>}
      {found === undefined &&
        fixes.map(({ option, label }) => (
          <p key={option} className={styles.remedy}>
            When you merge it: {label} (<code>{option}</code>)
          </p>
        ))}
      {(hasFigures ||
        namesEpisodes ||
        message === undefined ||
        rows.some((row) => row.sources.length > 0)) && (
        <table className={styles.table} data-long={isLong} aria-label={`${title}: sources`}>
          <thead>
            <tr>
              {sources.length > 0 && <th scope="col">Source</th>}
              {namesEpisodes && <th scope="col">Episodes</th>}
              {hasFigures ? (
                <>
                  <th scope="col">Expected</th>
                  <th scope="col">Found</th>
                </>
              ) : (
                message === undefined && <th scope="col">Found</th>
              )}
              {acted !== undefined && (
                <th scope="col">
                  <span className={styles.hidden}>Leave out</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={JSON.stringify([row.sources, row.episodes, row.actual ?? row.message])}>
                {sources.length > 0 && <td>{sourcesText(row.sources, sources)}</td>}
                {namesEpisodes && <td>{episodeNumbers(row.episodes ?? [])}</td>}
                {hasFigures ? (
                  <>
                    <td>{figureText(row.expected)}</td>
                    <td className={styles.actual}>{figureText(row.actual)}</td>
                  </>
                ) : (
                  message === undefined && <td>{row.message}</td>
                )}
                {acted !== undefined && (
                  <td className={styles.action}>
                    <LeaveOut row={row} group={group} found={acted} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > SHOWN && !showsAll && (
        <Button
          variant="quiet"
          onClick={() => {
            setShowsAll(true)
          }}
        >
          Show {formatCountOf(rows.length - SHOWN, 'more row')}
        </Button>
      )}
    </article>
  )
}

function sourcesText(positions: readonly number[], sources: Found['sources']): string {
  if (positions.length === 0) return 'The merge as a whole'
  return listText(
    positions.map((position) => sources[position]?.name ?? `source ${position + 1}`),
    NAMES_SHOWN,
  )
}

function figureText(figure: string | undefined): string {
  return figure?.replace(/\s+/g, ' ') ?? '–'
}
