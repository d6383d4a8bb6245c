import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { api } from '#renderer/api/api.ts'
import { outputNameProblem } from '#renderer/features/merge/output-name.ts'
import { jobPath } from '#shared/routes.ts'
import type { AppError } from '#shared/errors.ts'
import type { MergeRecord, SourceDrift } from '#shared/model/history.ts'
import type { Place } from '#shared/model/place.ts'
import { againName } from './again-name.ts'
import { driftSummary, type DriftSummary } from './drift-text.ts'

/** What is settled and what is not before a merge is run again. */
export interface RunAgain {
  readonly summary: DriftSummary | undefined
  /** Where sources are now, by their position. */
  readonly located: ReadonlyMap<number, Place>
  readonly acceptChanges: boolean
  /** Undefined for the usual place beside the earlier result. */
  readonly folder: Place | undefined
  readonly name: string
  readonly nameProblem: string | undefined
  readonly canRun: boolean
  readonly isStarting: boolean
  readonly error: AppError | undefined
  readonly locate: (source: number, place: Place) => void
  readonly setAcceptChanges: (accept: boolean) => void
  readonly setFolder: (place: Place | undefined) => void
  readonly setName: (name: string) => void
  readonly run: () => Promise<void>
}

/** Decides whether and how a merge runs again. One that is not queued yet is given up when the component goes. */
export function useRunAgain(record: MergeRecord, drifts: readonly SourceDrift[] | undefined): RunAgain {
  const [, navigate] = useLocation()
  const [located, setLocated] = useState<ReadonlyMap<number, Place>>(new Map())
  const [acceptChanges, setAcceptChanges] = useState(false)
  const [folder, setFolder] = useState<Place>()
  const [name, setName] = useState(() => againName(record.name))
  const [isStarting, setStarting] = useState(false)
  const [error, setError] = useState<AppError>()
  const starting = useRef<AbortController>(undefined)
  useEffect(
    () => () => {
      starting.current?.abort()
    },
    [],
  )
  const summary = drifts === undefined ? undefined : driftSummary(drifts, located)
  const nameProblem = name === '' ? 'Name the result.' : outputNameProblem(name)
  const isSettled =
    summary?.missing.length === 0 &&
    (acceptChanges || (summary.changed.length === 0 && error?.code !== 'SOURCE_CHANGED'))
  const canRun = isSettled && (folder === undefined || nameProblem === undefined) && !isStarting
  return {
    summary,
    located,
    acceptChanges,
    folder,
    name,
    nameProblem,
    canRun,
    isStarting,
    error,
    locate: (source, place) => {
      setLocated(new Map(located).set(source, place))
      // What was refused, and maybe accepted, was about another folder.
      if (error?.code === 'SOURCE_CHANGED') setAcceptChanges(false)
      setError(undefined)
    },
    setAcceptChanges,
    setFolder,
    setName,
    run: async () => {
      if (!canRun) return
      setStarting(true)
      // All sources are read before the answer: there is time to think better of it.
      const { signal } = (starting.current = new AbortController())
      const result = await api.call(
        'history.runAgain',
        {
          merge: record.id,
          relocated: [...located].map(([source, place]) => ({ source, place: place.id })),
          acceptChanges,
          ...(folder === undefined ? {} : { output: { parent: folder.id, name } }),
        },
        { signal },
      )
      if (signal.aborted) return
      setStarting(false)
      if (result.ok) navigate(jobPath(result.value.job))
      else setError(result.error)
    },
  }
}
