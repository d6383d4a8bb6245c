import { ArrowLeft, Combine } from 'lucide-react'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { routes } from '#shared/routes.ts'
import { formatCountOf } from '#renderer/format/numbers.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { Screen } from '#renderer/ui/Screen.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { useDraft } from '../draft-store.ts'
import { usePreview } from '../preview-store.ts'
import { useDraftPreview } from '../use-draft-preview.ts'
import { useDraftReviews } from '../use-draft-reviews.ts'
import { PlannedEpisodes } from './PlannedEpisodes.tsx'

/** The result of the merge that the draft describes, before anything of it is written. */
export function MergeResultScreen({ episode }: { readonly episode: number }) {
  const [, navigate] = useLocation()
  const { draft, isLoaded } = useDraft()
  const { preview, of, isWorking, error } = usePreview()
  const planAgain = useDraftPreview(draft)
  useDraftReviews()
  // Name and folder of the result decide nothing here.
  const isOfDraft = of?.sources === draft.sources && of.options === draft.options
  const back = () => {
    navigate(routes.merge)
  }
  const screen = (subtitle: string | undefined, content: ReactNode) => (
    <Screen
      title={draft.output.name === '' ? 'Preview of the result' : `Preview of ${draft.output.name}`}
      layout="fill"
      {...(subtitle === undefined ? {} : { subtitle })}
      actions={
        <Button icon={ArrowLeft} onClick={back}>
          Back to the merge
        </Button>
      }
    >
      {content}
    </Screen>
  )
  if (isOfDraft && preview?.plan !== undefined)
    return screen(
      `${formatCountOf(preview.plan.totals.episodes, 'episode')} as planned, played from the sources. Nothing is written yet.`,
      <PlannedEpisodes
        key={preview.plan.id}
        plan={preview.plan}
        sources={preview.sources}
        opened={episode}
        planning={{ isWorking, error, again: planAgain }}
      />,
    )
  if (error !== undefined && !isWorking)
    return screen(
      undefined,
      <ErrorBox error={error} actions={<Button onClick={planAgain}>Try again</Button>} />,
    )
  if (!isLoaded || !isOfDraft) return screen(undefined, <Spinner label="Planning the merge" />)
  return screen(
    undefined,
    <EmptyState icon={Combine} title="There is no plan as things stand">
      {draft.sources.length === 0
        ? 'Choose what to merge first.'
        : 'The merge screen says what stands in the way.'}
    </EmptyState>,
  )
}
