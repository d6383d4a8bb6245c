import { ChevronRight } from 'lucide-react'
import type { Place } from '#shared/model/place.ts'
import styles from './FolderDialog.module.css'

interface BreadcrumbsProps {
  readonly ancestors: readonly Place[]
  readonly folder: Place | undefined
  readonly onEnter: (place: Place | undefined) => void
}

/** Where the folder at hand is, from the served folders down. */
export function Breadcrumbs({ ancestors, folder, onEnter }: BreadcrumbsProps) {
  const above = ancestors.filter(({ id }) => id !== folder?.id)
  const crumbs: readonly (Place | undefined)[] =
    folder === undefined ? [undefined] : [undefined, ...above, folder]
  return (
    <nav aria-label="Folder">
      <ol className={styles.crumbs}>
        {crumbs.map((place, index) => (
          <li key={place?.id ?? 'top'}>
            {index > 0 && <ChevronRight aria-hidden />}
            <button
              type="button"
              className={styles.crumb}
              title={place?.path}
              aria-current={place === folder ? 'true' : undefined}
              onClick={() => {
                onEnter(place)
              }}
            >
              {place?.name ?? 'Folders'}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  )
}
