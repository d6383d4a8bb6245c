import { FolderTree, X } from 'lucide-react'
import type { LibraryRoot } from '#shared/model/dataset.ts'
import type { Place } from '#shared/model/place.ts'
import { describe } from '#renderer/errors/describe.ts'
import { formatCount } from '#renderer/format/numbers.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Path } from '#renderer/ui/Path.tsx'
import { StatusIcon } from '#renderer/ui/StatusIcon.tsx'
import type { RemovalFocus } from '#renderer/ui/use-removal-focus.ts'
import styles from './LibraryScreen.module.css'

interface RootsProps {
  readonly roots: readonly LibraryRoot[]
  readonly onRemove: (place: Place) => void
  /** Where the focus goes when one is removed. */
  readonly removal: RemovalFocus
}

/** The folders in which datasets are looked for. */
export function Roots({ roots, onRemove, removal }: RootsProps) {
  if (roots.length === 0) return null
  return (
    <ul className={styles.roots} aria-label="Folders of the library">
      {roots.map(({ place, isFixed, datasets, error }, position) => (
        <li key={place.id} className={styles.root} data-fixed={isFixed}>
          {error === undefined ? <FolderTree aria-hidden /> : <Problem error={error} />}
          <Path path={place.path} max={40} />
          <span className={styles.count}>{formatCount(datasets)}</span>
          {!isFixed && (
            <IconButton
              ref={removal.ref(place.id)}
              icon={X}
              label={`Remove ${place.path} from the library`}
              onClick={() => {
                removal.leaves(position)
                onRemove(place)
              }}
            />
          )}
        </li>
      ))}
    </ul>
  )
}

function Problem({ error }: { readonly error: NonNullable<LibraryRoot['error']> }) {
  const { title, body } = describe(error)
  return <StatusIcon tone="danger" label={`${title}: ${body}`} />
}
