import { useState } from 'react'
import type { DatasetDetails, DatasetSummary } from '#shared/model/dataset.ts'
import type { AppError } from '#shared/errors.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { formatCount, formatCountOf } from '#renderer/format/numbers.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { Tabs } from '#renderer/ui/Tabs.tsx'
import { DatasetFindings } from './DatasetFindings.tsx'
import { EpisodeTable } from './EpisodeTable.tsx'
import { FeatureTable } from './FeatureTable.tsx'
import { MarkBar } from './review/MarkBar.tsx'
import { TouchedMarks } from './review/TouchedMarks.tsx'
import { useReviewing } from './review/use-reviewing.ts'
import { TaskTable } from './TaskTable.tsx'
import pane from '#renderer/ui/Pane.module.css'

type Part = 'episodes' | 'features' | 'tasks' | 'findings'

interface DatasetPartsProps {
  readonly place: PlaceId
  readonly summary: DatasetSummary | undefined
  /** Undefined while it is being opened. */
  readonly details: DatasetDetails | undefined
  /** Why it could not be opened. */
  readonly error: AppError | undefined
  readonly onAgain: () => void
  /** The first episodes are there, or cannot be had. */
  readonly isListed: boolean
  readonly onListed: (areThere: boolean) => void
  /** The episode that is looked at. */
  readonly opened: number | undefined
  readonly onOpen: (episode: number) => void
}

/** Episodes, features, tasks and findings, one at a time. */
export function DatasetParts({
  place,
  summary,
  details,
  error,
  onAgain,
  isListed,
  onListed,
  opened,
  onOpen,
}: DatasetPartsProps) {
  const [part, setPart] = useState<Part>('episodes')
  const review = useReviewing({ place, isListed, opened, onOpen })
  const episodes = summary?.facts?.episodes
  const hasPictures =
    (summary?.facts?.cameras ?? []).length > 0 ||
    details?.features.some(({ dtype }) => dtype === 'image') === true
  const opening = (
    <div className={pane.scroll}>
      {error === undefined ? (
        <Spinner label="Looking at every file…" />
      ) : (
        <ErrorBox error={error} actions={<Button onClick={onAgain}>Try again</Button>} />
      )}
    </div>
  )
  const tabs = (
    <Tabs<Part>
      label="Parts of the dataset"
      value={part}
      onChange={setPart}
      tabs={[
        {
          value: 'episodes',
          label: episodes === undefined ? 'Episodes' : formatCountOf(episodes, 'episode'),
          content: (
            <EpisodeTable
              place={place}
              count={episodes}
              hasPictures={hasPictures}
              onListed={onListed}
              opened={opened}
              onOpen={onOpen}
              onUndo={review.undo}
              onRedo={review.redo}
            />
          ),
        },
        {
          value: 'features',
          label: details ? formatCountOf(details.features.length, 'feature') : 'Features',
          content: details ? <FeatureTable features={details.features} /> : opening,
        },
        {
          value: 'tasks',
          label: details ? formatCountOf(details.tasks.length, 'task') : 'Tasks',
          content: details ? <TaskTable tasks={details.tasks} /> : opening,
        },
        {
          value: 'findings',
          label: details
            ? findingsLabel(details.findings.length)
            : error === undefined
              ? 'Findings'
              : 'Not checked',
          content: details ? <DatasetFindings findings={details.findings} /> : opening,
        },
      ]}
    />
  )
  return (
    <div className={pane.fill}>
      {tabs}
      <Marks review={review} />
      <TouchedMarks />
    </div>
  )
}

/** The marks of the current episode, whichever part of the dataset is looked at meanwhile. */
function Marks({ review }: { readonly review: ReturnType<typeof useReviewing> }) {
  const { marks, error, isReading, again, change } = review
  if (error !== undefined)
    return <ErrorBox error={error} actions={<Button onClick={again}>Try again</Button>} />
  if (marks !== undefined) return <MarkBar marks={marks} onChange={change} />
  return isReading ? <Spinner label="Reading the marks…" /> : null
}

function findingsLabel(count: number): string {
  return count === 0 ? 'No findings' : `Findings (${formatCount(count)})`
}
