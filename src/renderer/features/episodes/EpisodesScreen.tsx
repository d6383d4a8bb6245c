import { Combine, FolderOpen } from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { DatasetDetails } from '#shared/model/dataset.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { useCall } from '#renderer/api/use-call.ts'
import { DatasetFindings } from './DatasetFindings.tsx'
import { addSources } from '#renderer/features/merge/draft-store.ts'
import { useHost } from '#renderer/features/shell/host-store.ts'
import { formatCount, formatCountOf } from '#renderer/format/numbers.ts'
import { routes } from '#renderer/routes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { Path } from '#renderer/ui/Path.tsx'
import { Screen } from '#renderer/ui/Screen.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { Tabs } from '#renderer/ui/Tabs.tsx'
import { DatasetFacts } from './DatasetFacts.tsx'
import { EpisodeTable } from './EpisodeTable.tsx'
import { FeatureTable } from './FeatureTable.tsx'
import { revealPlace } from './reveal-place.ts'
import { TaskTable } from './TaskTable.tsx'
import styles from './EpisodesScreen.module.css'

type Part = 'episodes' | 'features' | 'tasks' | 'findings'

/** A dataset: its figures, and its episodes, features, tasks and findings. */
export function EpisodesScreen({ place }: { readonly place: PlaceId }) {
  const details = useCall('library.open', { place })
  const hasDialogs = useHost((state) => state.host?.hasDialogs === true)
  const [, navigate] = useLocation()
  const dataset = details.kind === 'done' ? details.value : undefined
  const own = dataset?.summary.place
  return (
    <Screen
      title={own?.name ?? 'Dataset'}
      layout="fill"
      subtitle={own && <Path path={own.path} max={90} />}
      actions={
        own && (
          <>
            {hasDialogs && (
              <Button icon={FolderOpen} onClick={() => void revealPlace(own)}>
                Show in folder
              </Button>
            )}
            <Button
              variant="primary"
              icon={Combine}
              onClick={() => {
                addSources([own])
                navigate(routes.merge)
              }}
            >
              Add to merge
            </Button>
          </>
        )
      }
    >
      {details.kind === 'loading' && <Spinner label="Opening the dataset…" />}
      {details.kind === 'failed' && (
        <ErrorBox error={details.error} actions={<Button onClick={details.again}>Try again</Button>} />
      )}
      {dataset && <OpenDataset dataset={dataset} />}
    </Screen>
  )
}

function OpenDataset({ dataset }: { readonly dataset: DatasetDetails }) {
  const [part, setPart] = useState<Part>('episodes')
  const { summary, features, tasks, findings } = dataset
  return (
    <div className={styles.dataset}>
      <DatasetFacts dataset={dataset} />
      <Tabs<Part>
        label="Parts of the dataset"
        value={part}
        onChange={setPart}
        tabs={[
          {
            value: 'episodes',
            label: formatCountOf(summary.facts?.episodes ?? 0, 'episode'),
            content: <EpisodeTable place={summary.place.id} count={summary.facts?.episodes ?? 0} />,
          },
          {
            value: 'features',
            label: formatCountOf(features.length, 'feature'),
            content: <FeatureTable features={features} />,
          },
          {
            value: 'tasks',
            label: formatCountOf(tasks.length, 'task'),
            content: <TaskTable tasks={tasks} />,
          },
          {
            value: 'findings',
            label: findings.length === 0 ? 'No findings' : `Findings (${formatCount(findings.length)})`,
            content: <DatasetFindings findings={findings} />,
          },
        ]}
      />
    </div>
  )
}
