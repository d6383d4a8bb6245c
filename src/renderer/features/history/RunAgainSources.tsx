import { pickPlace } from '#renderer/features/folders/pick-place.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Path } from '#renderer/ui/Path.tsx'
import type { MergeSource } from '#shared/model/history.ts'
import type { Place } from '#shared/model/place.ts'
import { Drift } from './Drift.tsx'
import styles from './RunAgainSources.module.css'
import type { Drifts } from './use-merge-record.ts'

interface RunAgainSourcesProps {
  readonly sources: readonly MergeSource[]
  readonly drifts: Extract<Drifts, { kind: 'done' }>
  readonly located: ReadonlyMap<number, Place>
  readonly onLocate: (source: number, place: Place) => void
}

/** The sources that are not as they were; what is missing can be located. */
export function RunAgainSources({ sources, drifts, located, onLocate }: RunAgainSourcesProps) {
  const differing = sources.flatMap((source, index) =>
    (drifts.value[index]?.kind ?? 'unchanged') === 'unchanged' ? [] : [{ source, index }],
  )
  if (differing.length === 0) return null
  return (
    <ul className={styles.sources} aria-label="Sources that are not as they were">
      {differing.map(({ source, index }) => {
        const place = located.get(index)
        const kind = drifts.value[index]?.kind
        const isLost = kind !== 'grown' && kind !== 'changed'
        return (
          <li key={index} className={styles.source}>
            <span className={styles.name}>{source.name}</span>
            <span className={styles.drift}>
              {place === undefined ? (
                <Drift drifts={drifts} index={index} />
              ) : (
                <>
                  taken from <Path path={place.path} max={40} />
                </>
              )}
            </span>
            {isLost && (
              <Button
                aria-label={`Locate ${source.name}`}
                onClick={() => {
                  void pickPlace('dataset').then((chosen) => {
                    if (chosen !== undefined) onLocate(index, chosen)
                  })
                }}
              >
                Locate…
              </Button>
            )}
          </li>
        )
      })}
    </ul>
  )
}
