import {
  Combine,
  FileSpreadsheet,
  History,
  LibraryBig,
  ListTodo,
  Settings,
  type LucideIcon,
} from 'lucide-react'
import { Link, useLocation } from 'wouter'
import { routes } from '#shared/routes.ts'
import { Kbd } from '#renderer/ui/Kbd.tsx'
import { JobsIndicator } from './JobsIndicator.tsx'
import styles from './Sidebar.module.css'

const entries: readonly { to: string; label: string; icon: LucideIcon; below: readonly string[] }[] = [
  { to: routes.library, label: 'Library', icon: LibraryBig, below: ['/library', '/episodes'] },
  { to: routes.merge, label: 'Merge', icon: Combine, below: ['/merge'] },
  { to: routes.jobs, label: 'Jobs', icon: ListTodo, below: ['/jobs'] },
  { to: routes.history, label: 'History', icon: History, below: ['/history'] },
  { to: routes.parquet, label: 'Parquet', icon: FileSpreadsheet, below: ['/parquet'] },
  { to: routes.settings, label: 'Settings', icon: Settings, below: ['/settings'] },
]

interface SidebarProps {
  readonly onPalette: () => void
  readonly onKeys: () => void
}

export function Sidebar({ onPalette, onKeys }: SidebarProps) {
  const [location] = useLocation()
  return (
    <nav className={styles.sidebar} aria-label="Screens">
      <p className={styles.name}>Episplice</p>
      <ul className={styles.entries}>
        {entries.map(({ to, label, icon: Icon, below }) => {
          const isHere = below.some((path) => location === path || location.startsWith(`${path}/`))
          return (
            <li key={to}>
              <Link href={to} className={styles.entry} aria-current={isHere ? 'page' : undefined}>
                <Icon aria-hidden />
                <span className={styles.label}>{label}</span>
                {to === routes.jobs && <JobsIndicator />}
              </Link>
            </li>
          )
        })}
      </ul>
      <div className={styles.foot}>
        <button type="button" className={styles.footButton} onClick={onPalette}>
          Commands <Kbd keys="Mod+K" />
        </button>
        <button type="button" className={styles.footButton} onClick={onKeys}>
          Keys <Kbd keys="?" />
        </button>
      </div>
    </nav>
  )
}
