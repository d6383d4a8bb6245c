import { useCallback, useEffect, useState } from 'react'
import { api } from '#renderer/api/api.ts'
import type { CallState } from '#renderer/api/use-call.ts'
import type { AppError } from '#shared/errors.ts'
import type { MergeId, MergeRecord, SourceDrift } from '#shared/model/history.ts'

/** How the sources of a merge stand today, as far as that is known. */
export type Drifts = CallState<readonly SourceDrift[]>

/** An entry of the history and how its sources stand today. */
export interface MergeRecordView {
  readonly record: MergeRecord | undefined
  /** One for each source in order. */
  readonly drifts: Drifts
  readonly error: AppError | undefined
  /** Looks at the sources anew. */
  readonly recheck: () => void
}

/** Reads an entry, follows its changes, and compares its sources with what they were. */
export function useMergeRecord(merge: MergeId): MergeRecordView {
  const [record, setRecord] = useState<MergeRecord>()
  const [drifts, setDrifts] = useState<Drifts>({ kind: 'loading' })
  const [error, setError] = useState<AppError>()
  const [turn, setTurn] = useState(0)

  useEffect(() => {
    let giveUp = new AbortController()
    const read = async (): Promise<void> => {
      giveUp.abort()
      giveUp = new AbortController()
      const { signal } = giveUp
      const result = await api.call('history.get', { merge }, { signal })
      if (signal.aborted) return
      if (result.ok) setRecord(result.value)
      setError(result.ok ? undefined : result.error)
    }
    const ends = [
      api.on('history.changed', (changed) => {
        if (changed.merge === merge) void read()
      }),
      api.on('app.resync', () => void read()),
    ]
    void read()
    return () => {
      giveUp.abort()
      for (const end of ends) end()
    }
  }, [merge])

  useEffect(() => {
    const giveUp = new AbortController()
    const check = async (): Promise<void> => {
      setDrifts({ kind: 'loading' })
      const result = await api.call('history.sources', { merge }, { signal: giveUp.signal })
      if (giveUp.signal.aborted) return
      setDrifts(result.ok ? { kind: 'done', value: result.value } : { kind: 'failed', error: result.error })
    }
    void check()
    return () => {
      giveUp.abort()
    }
  }, [merge, turn])

  const recheck = useCallback(() => {
    setTurn((last) => last + 1)
  }, [])
  return { record, drifts, error, recheck }
}
