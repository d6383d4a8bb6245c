import { useState } from 'react'
import type { CallState } from './use-call.ts'

/** What a call answered last: it stays until the next answer is there. Undefined before the first, and after a failure. */
export function useKeptAnswer<T>(answer: CallState<T>): T | undefined {
  const [last, setLast] = useState<T>()
  if (answer.kind === 'done' && answer.value !== last) setLast(() => answer.value)
  switch (answer.kind) {
    case 'done':
      return answer.value
    case 'loading':
      return last
    case 'failed':
      return undefined
  }
}
