import type { Tier } from '#shared/findings.ts'
import type { MergeDraft } from '#shared/model/merge.ts'
import { formatCount } from '#renderer/format/numbers.ts'
import { StatusIcon } from '#renderer/ui/StatusIcon.tsx'
import type { Tone } from '#renderer/ui/Badge.tsx'
import type { Found } from './broken-episodes.ts'
import { groupFindings, type FindingGroup } from './finding-groups.ts'
import { FindingCard } from './FindingCard.tsx'
import styles from './Findings.module.css'

const tiers: readonly { readonly tier: Tier; readonly tone: Tone; readonly title: string }[] = [
  { tier: 'blocking', tone: 'danger', title: 'Blocking: the merge cannot be right' },
  { tier: 'fixable', tone: 'warning', title: 'Fixable: one choice makes it right' },
  { tier: 'advisory', tone: 'neutral', title: 'Good to know' },
]

/** Where the findings of the merge screen are on the page. */
export const FINDINGS_ID = 'findings'

interface FindingsProps {
  readonly preview: Found
  /** The draft that the findings are about; without one they are only for reading. */
  readonly of: MergeDraft | undefined
}

/** What the checks found, most pressing first; what is only good to know is folded away. */
export function Findings({ preview, of }: FindingsProps) {
  const groups = groupFindings(preview.findings)
  return (
    <div id={FINDINGS_ID} className={styles.tiers}>
      {tiers.map(({ tier, tone, title }) => {
        const own = groups.filter((group) => group.tier === tier)
        if (own.length === 0) return null
        const heading = (
          <h3 className={styles.heading}>
            <StatusIcon tone={tone} /> {title} ({formatCount(own.length)})
          </h3>
        )
        const cards = own.map((group: FindingGroup) => (
          <FindingCard key={group.key} group={group} preview={preview} of={of} />
        ))
        return tier === 'advisory' ? (
          <details key={tier} className={styles.tier}>
            <summary className={styles.summary}>{heading}</summary>
            <div className={styles.cards}>{cards}</div>
          </details>
        ) : (
          <div key={tier} className={styles.tier}>
            {heading}
            <div className={styles.cards}>{cards}</div>
          </div>
        )
      })}
    </div>
  )
}
