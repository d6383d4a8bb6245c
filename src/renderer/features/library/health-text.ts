import type { DatasetHealth } from '#shared/model/dataset.ts'
import { describe } from '#renderer/errors/describe.ts'
import { formatCountOf } from '#renderer/format/numbers.ts'
import type { Tone } from '#renderer/ui/Badge.tsx'

/** The health of a dataset in few words, and what led to it. */
export interface HealthText {
  readonly tone: Tone
  readonly label: string
  /** Most pressing first; empty when there is nothing to say. */
  readonly reasons: readonly string[]
}

/** Advice is not counted: a check that flags everything is worse than none. */
export function healthText(health: DatasetHealth): HealthText {
  switch (health.state) {
    case 'unchecked':
      return { tone: 'neutral', label: 'Unchecked', reasons: [] }
    case 'good': {
      const fixable = health.findings.filter(({ tier }) => tier === 'fixable')
      if (fixable.length === 0) return { tone: 'good', label: 'Good', reasons: [] }
      return {
        tone: 'warning',
        label: formatCountOf(fixable.length, 'thing to fix', 'things to fix'),
        reasons: fixable.map(({ message }) => message),
      }
    }
    case 'damaged': {
      const blocking = health.findings.filter(({ tier }) => tier === 'blocking')
      return { tone: 'danger', label: 'Damaged', reasons: blocking.map(({ message }) => message) }
    }
    case 'unreadable': {
      const { title, body } = describe(health.error)
      return { tone: 'danger', label: 'Unreadable', reasons: [`${title}: ${body}`] }
    }
  }
}
