import { Check } from 'lucide-react'
import type { JobStep } from './job-steps.ts'
import styles from './JobSteps.module.css'

/** The phases of a merge, and in which of them it is. */
export function JobSteps({ steps }: { readonly steps: readonly JobStep[] }) {
  return (
    <ol className={styles.steps} aria-label="Phases">
      {steps.map(({ phase, label, state }) => (
        <li
          key={phase}
          className={styles.step}
          data-state={state}
          aria-current={state === 'current' ? 'step' : undefined}
        >
          {state === 'done' && <Check aria-label="done" />}
          {label}
        </li>
      ))}
    </ol>
  )
}
