import { ArrowDownAZ, Combine, Copy, Eraser } from 'lucide-react'
import { useMemo, useRef } from 'react'
import { api } from '#renderer/api/api.ts'
import { DropPlaces } from '#renderer/features/folders/DropPlaces.tsx'
import { ImportRecipe } from '#renderer/features/history/ImportRecipe.tsx'
import { keymap } from '#renderer/keyboard/keymap.ts'
import { useShortcut } from '#renderer/keyboard/use-shortcut.ts'
import { formatCountOf } from '#renderer/format/numbers.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { copyText } from '#renderer/ui/copy-text.ts'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { Screen } from '#renderer/ui/Screen.tsx'
import { Section } from '#renderer/ui/Section.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { useRemovalFocus } from '#renderer/ui/use-removal-focus.ts'
import { AddSources } from './AddSources.tsx'
import { AppliedFixes } from './AppliedFixes.tsx'
import { appendSources, changeDraft, discardDraft, undoReplacing, useDraft } from './draft-store.ts'
import { withNaturalOrder, withoutSources } from './draft.ts'
import { episodeListProblem } from './episode-list.ts'
import { Findings } from './Findings.tsx'
import styles from './MergeScreen.module.css'
import { keepAgain } from './keep-draft.ts'
import { OptionsPanel } from './OptionsPanel.tsx'
import { OutputPanel } from './OutputPanel.tsx'
import { PlanPanel } from './PlanPanel.tsx'
import { usePreview } from './preview-store.ts'
import { areReviewsAwaited, useReviews } from './reviews-store.ts'
import { RivalDraft } from './RivalDraft.tsx'
import { SourceList } from './SourceList.tsx'
import { viewSources } from './sources-view.ts'
import { StartPanel } from './StartPanel.tsx'
import { TaskList } from './TaskList.tsx'
import { useDraftPreview } from './use-draft-preview.ts'
import { useDraftReviews } from './use-draft-reviews.ts'

/** Chooses sources and everything else of a merge, shows what it would make, and starts it. */
export function MergeScreen() {
  const { draft, isLoaded, places, typed, replaced, error: draftError } = useDraft()
  const { preview, of, isWorking, error } = usePreview()
  const reviews = useReviews()
  const askForPreview = useDraftPreview(draft)
  const askForReviews = useDraftReviews()
  useShortcut(keymap.Merge.undo, undoReplacing, replaced !== undefined)
  const sources = useMemo(
    () => viewSources(draft.sources, { places, preview, of }),
    [draft.sources, places, preview, of],
  )
  const addButton = useRef<HTMLButtonElement>(null)
  const removal = useRemovalFocus(
    useMemo(() => sources.map(({ key }) => key), [sources]),
    addButton,
  )
  if (!isLoaded)
    return (
      <Screen title="Merge">
        <Spinner label="Reading the draft" />
      </Screen>
    )
  const isStale = isWorking || of !== draft
  const isChecking =
    isWorking || (isStale && error === undefined) || areReviewsAwaited(draft.sources, reviews)
  const unkept = draftError !== undefined && (
    <ErrorBox error={draftError} actions={<Button onClick={() => void keepAgain(api)}>Try again</Button>} />
  )
  if (sources.length === 0)
    return (
      <Screen title="Merge">
        <RivalDraft />
        {unkept}
        <EmptyState
          icon={Combine}
          title="Choose what to merge"
          actions={
            <>
              <AddSources isFirst buttonRef={addButton} />
              <ImportRecipe />
            </>
          }
        >
          Add two or more datasets. What does not fit is shown at once, before anything is written.
        </EmptyState>
        <DropPlaces label="Drop to add to the merge" onPlaces={appendSources} />
      </Screen>
    )
  const duplicates = sources.flatMap(({ position, duplicateOf }) =>
    duplicateOf === undefined ? [] : [position],
  )
  const mistyped = sources.flatMap(({ key, name, status }) =>
    episodeListProblem(typed.get(key), status?.episodes) === undefined ? [] : [name],
  )
  const nameOf = new Map(sources.map(({ source, name }) => [source, name]))
  return (
    <Screen
      title="Merge"
      subtitle={formatCountOf(sources.length, 'source')}
      layout="fill"
      actions={
        <>
          {isChecking && <Spinner label="Checking" />}
          <Button
            variant="quiet"
            icon={Copy}
            disabled={preview?.command === undefined}
            onClick={() => {
              void copyText(preview?.command ?? '', 'The command is copied')
            }}
          >
            Copy command
          </Button>
          <Button variant="quiet" icon={Eraser} onClick={discardDraft}>
            Clear
          </Button>
        </>
      }
    >
      <div className={styles.columns}>
        <div className={styles.main}>
          <RivalDraft />
          {unkept}
          {reviews.error !== undefined && (
            <ErrorBox error={reviews.error} actions={<Button onClick={askForReviews}>Try again</Button>} />
          )}
          <Section
            title="Sources"
            note="in the order of the result"
            actions={
              <>
                {duplicates.length > 0 && (
                  <Button
                    variant="quiet"
                    onClick={() => {
                      changeDraft((own) => withoutSources(own, duplicates))
                    }}
                  >
                    Remove duplicates
                  </Button>
                )}
                <Button
                  variant="quiet"
                  icon={ArrowDownAZ}
                  onClick={() => {
                    changeDraft((own) => withNaturalOrder(own, (source) => nameOf.get(source) ?? ''))
                  }}
                >
                  Sort by name
                </Button>
                <AddSources buttonRef={addButton} />
              </>
            }
          >
            <SourceList sources={sources} isStale={isChecking} removal={removal} />
          </Section>
          {error !== undefined && (
            <ErrorBox
              error={error}
              actions={
                <Button isBusy={isWorking} onClick={askForPreview}>
                  Try again
                </Button>
              }
            />
          )}
          <AppliedFixes draft={draft} preview={preview} of={of} />
          {preview !== undefined && preview.findings.length > 0 && (
            <Section title="Findings">
              <div className={styles.fresh} data-stale={isStale}>
                <Findings preview={preview} of={of} />
              </div>
            </Section>
          )}
          {preview !== undefined && preview.tasks.length > 0 && (
            <Section title="Tasks of the result">
              <TaskList tasks={preview.tasks} />
            </Section>
          )}
          <DropPlaces label="Drop to add to the merge" onPlaces={appendSources} />
        </div>
        <div className={styles.side}>
          <Section title="Result">
            <OutputPanel output={draft.output} preview={preview?.output} />
            <OptionsPanel draft={draft} />
          </Section>
          <Section title="Plan">
            {preview?.plan === undefined ? (
              <p className={styles.none}>
                {preview === undefined && isChecking
                  ? 'Being worked out…'
                  : 'There is no plan as things stand.'}
              </p>
            ) : (
              <PlanPanel plan={preview.plan} isStale={isStale} />
            )}
          </Section>
          <StartPanel preview={preview} mistyped={mistyped} />
        </div>
      </div>
    </Screen>
  )
}
