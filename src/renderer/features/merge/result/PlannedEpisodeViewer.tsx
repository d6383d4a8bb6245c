import { useEffect, useEffectEvent, useMemo } from 'react'
import { Link } from 'wouter'
import type { AppError } from '#shared/errors.ts'
import type { PlannedEpisodeDetails, PlanPreview } from '#shared/model/merge.ts'
import { episodePath, mergePreviewPath } from '#shared/routes.ts'
import { api } from '#renderer/api/api.ts'
import { EpisodePlayer } from '#renderer/features/episodes/player/EpisodePlayer.tsx'
import { frameInAddress } from '#renderer/features/episodes/player/frame-in-address.ts'
import { OpenedEpisodes } from '#renderer/features/episodes/player/opened-episodes.ts'
import { useOpenedEpisode } from '#renderer/features/episodes/player/use-opened-episode.ts'
import { PlayerPlots } from '#renderer/features/episodes/plots/PlayerPlots.tsx'
import type { ReadValues } from '#renderer/features/episodes/plots/series-values.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { copyPlannedMoment } from './copy-planned-moment.ts'
import { PlannedFiles } from './PlannedFiles.tsx'
import styles from './MergeResult.module.css'

/** Making the plan anew. */
export interface Planning {
  readonly isWorking: boolean
  /** Why it failed the last time. */
  readonly error: AppError | undefined
  readonly again: () => void
}

interface PlannedEpisodeViewerProps {
  readonly plan: PlanPreview
  readonly episode: number
  readonly planning: Planning
}

/** One episode of a plan: what it was, where it will be, and how it looks. The frame is kept in the address. */
export function PlannedEpisodeViewer({ plan, episode, planning }: PlannedEpisodeViewerProps) {
  const { id } = plan
  const opened = useMemo(
    () =>
      new OpenedEpisodes<PlannedEpisodeDetails>((number, options) =>
        api.call('merge.previewEpisode', { plan: id, episode: number }, options),
      ),
    [id],
  )
  const { shown, error, again } = useOpenedEpisode(opened, episode)
  const retry = useEffectEvent(() => {
    if (error !== undefined) again()
  })
  // Planned again, it may be the same plan of what was found anew.
  useEffect(() => {
    retry()
  }, [plan])
  const number = shown?.episode ?? episode
  const address = useMemo(() => frameInAddress(mergePreviewPath(number)), [number])
  const read = useMemo<ReadValues>(
    () => (wanted, options) =>
      api.call('merge.previewValues', { plan: id, episode: number, ...wanted }, options),
    [id, number],
  )
  return (
    <section className={styles.viewer} aria-label={`Episode ${number} of the result`}>
      <header>
        <h2 className={styles.heading} title={shown?.tasks.join('\n')}>
          Episode {number}
          {shown !== undefined && shown.tasks.length > 0 && ` · ${shown.tasks.join(', ')}`}
        </h2>
        {shown !== undefined && (
          <p className={styles.origin}>
            Comes from{' '}
            <Link href={episodePath(shown.source.id, shown.sourceEpisode)} title={shown.source.path}>
              {shown.source.name}, episode {shown.sourceEpisode}
            </Link>
          </p>
        )}
      </header>
      {error !== undefined && (
        <ErrorBox
          error={planning.error ?? error}
          actions={
            <Button isBusy={planning.isWorking} onClick={planning.again}>
              Plan again
            </Button>
          }
        />
      )}
      {shown === undefined && error === undefined && <Spinner label="Opening the episode…" />}
      {shown !== undefined && (
        <EpisodePlayer
          episode={shown}
          address={address}
          onOpenAgain={again}
          openNeighbours={() =>
            opened.openAhead({
              next: episode + 1 < plan.totals.episodes ? episode + 1 : undefined,
              previous: episode > 0 ? episode - 1 : undefined,
            })
          }
          onCopyLink={(frame) => {
            copyPlannedMoment(shown, frame)
          }}
        >
          {(player) => (
            <>
              <PlannedFiles files={shown.files} />
              <PlayerPlots episode={shown} read={read} player={player} />
            </>
          )}
        </EpisodePlayer>
      )}
    </section>
  )
}
