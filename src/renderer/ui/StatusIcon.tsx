import { CircleAlert, CircleCheck, CircleDashed, Info, TriangleAlert, type LucideIcon } from 'lucide-react'
import type { Tone } from './Badge.tsx'
import styles from './StatusIcon.module.css'

const icons: Readonly<Record<Tone, LucideIcon>> = {
  neutral: CircleDashed,
  accent: Info,
  good: CircleCheck,
  warning: TriangleAlert,
  danger: CircleAlert,
}

interface StatusIconProps {
  readonly tone: Tone
  /** Said instead of the icon, and shown on pointing at it. Leave it out where text beside the icon says it. */
  readonly label?: string
}

/** A state by shape and colour, never by colour alone. */
export function StatusIcon({ tone, label }: StatusIconProps) {
  const Icon = icons[tone]
  return (
    <span
      className={styles.icon}
      data-tone={tone}
      title={label}
      {...(label === undefined ? {} : { role: 'img', 'aria-label': label })}
    >
      <Icon aria-hidden />
    </span>
  )
}
