import { Combine, FolderOpen } from 'lucide-react'
import { useLocation } from 'wouter'
import type { PlaceId } from '#shared/model/place.ts'
import { addSources } from '#renderer/features/merge/draft-store.ts'
import { useHost } from '#renderer/features/shell/host-store.ts'
import { revealPlace } from '#renderer/features/shell/reveal-place.ts'
import { episodePath, routes } from '#shared/routes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { Path } from '#renderer/ui/Path.tsx'
import { Screen } from '#renderer/ui/Screen.tsx'
import { DatasetFacts } from './DatasetFacts.tsx'
import { DatasetNews } from './DatasetNews.tsx'
import { DatasetParts } from './DatasetParts.tsx'
import { EpisodeViewer } from './EpisodeViewer.tsx'
import { useDataset } from './use-dataset.ts'
import styles from './EpisodesScreen.module.css'

interface EpisodesScreenProps {
  readonly place: PlaceId
  /** The one that is looked at, beside the list. */
  readonly episode?: number | undefined
}

/** A dataset: its figures, and its episodes, features, tasks and findings; or one episode beside them. */
export function EpisodesScreen({ place, episode }: EpisodesScreenProps) {
  const { summary, details, error, again, isListed, hasRows, onListed } = useDataset(place)
  const hasDialogs = useHost((state) => state.host?.hasDialogs === true)
  const [, navigate] = useLocation()
  const own = summary?.place
  return (
    <Screen
      title={own?.name ?? 'Dataset'}
      layout="fill"
      subtitle={own && <Path path={own.path} max={90} />}
      actions={
        own && (
          <>
            {hasDialogs && (
              <Button icon={FolderOpen} onClick={() => void revealPlace(own.id)}>
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
      {error === undefined || hasRows ? (
        <div className={styles.dataset}>
          <DatasetNews place={place} />
          {summary && episode === undefined && <DatasetFacts summary={summary} details={details} />}
          <div className={styles.split} data-viewing={episode !== undefined}>
            <DatasetParts
              place={place}
              summary={summary}
              details={details}
              error={error}
              onAgain={again}
              isListed={isListed}
              onListed={onListed}
              opened={episode}
              onOpen={(index) => {
                // The one that is open stays on its frame.
                if (index === episode) return
                navigate(episodePath(place, index), { replace: episode !== undefined })
              }}
            />
            {episode !== undefined && (
              <EpisodeViewer
                place={place}
                episode={episode}
                path={own?.path}
                count={summary?.facts?.episodes}
              />
            )}
          </div>
        </div>
      ) : (
        <ErrorBox error={error} actions={<Button onClick={again}>Try again</Button>} />
      )}
    </Screen>
  )
}
