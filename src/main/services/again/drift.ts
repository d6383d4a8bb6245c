import type { DatasetDigests } from '#engine/index.ts'
import type { SourceDrift } from '#shared/model/history.ts'
import type { StoredSource } from '../history/records.ts'

/** How a source that can be read today stands compared with what it was when it was merged. */
export function driftOf(source: StoredSource, now: DatasetDigests): SourceDrift {
  if (now.fingerprint === source.fingerprint) return { kind: 'unchanged' }
  if (source.digests === undefined) return changed('it is not what it was')
  const { digests: then } = source
  const traits = changedTraits(then.traits, now.traits)
  if (traits.length > 0) return changed(traits.join(', '))
  const common = Math.min(then.episodes.length, now.episodes.length)
  const differing = Array.from({ length: common }, (_, episode) => episode).filter(
    (episode) => then.episodes[episode] !== now.episodes[episode],
  )
  const more = now.episodes.length - then.episodes.length
  if (differing.length === 0 && more > 0) return { kind: 'grown', episodesAdded: more }
  const parts = [
    ...(differing.length === 0 ? [] : [`${episodesText(differing)} of ${common} are not what they were`]),
    ...(more === 0 ? [] : [`${countText(Math.abs(more))} ${more > 0 ? 'more' : 'fewer'}`]),
  ]
  return changed(
    parts.length > 0
      ? parts.join(', ')
      : 'its episodes look the same, but its statistics or other files were written anew',
  )
}

function changed(what: string): SourceDrift {
  return { kind: 'changed', what }
}

type Traits = DatasetDigests['traits']

function changedTraits(then: Traits, now: Traits): string[] {
  return [
    ...(then.fps === now.fps ? [] : [`${then.fps} fps became ${now.fps}`]),
    ...(then.robotType === now.robotType
      ? []
      : [`robot ${then.robotType ?? '(none)'} became ${now.robotType ?? '(none)'}`]),
    ...(then.features === now.features ? [] : ['its features are others']),
  ]
}

const SHOWN = 3

function episodesText(episodes: readonly number[]): string {
  const shown = episodes.slice(0, SHOWN).join(', ')
  return episodes.length > SHOWN
    ? `episodes ${shown} and ${episodes.length - SHOWN} more`
    : `episode${episodes.length === 1 ? '' : 's'} ${shown}`
}

function countText(episodes: number): string {
  return `${episodes} episode${episodes === 1 ? '' : 's'}`
}

/** How a source stands, in words that can follow its name and a colon. */
export function driftText(drift: SourceDrift): string {
  switch (drift.kind) {
    case 'unchanged':
      return 'unchanged'
    case 'grown':
      return `${countText(drift.episodesAdded)} added`
    case 'changed':
      return `changed: ${drift.what}`
    case 'missing':
      return 'missing'
    case 'unreadable':
      return `unreadable: ${drift.error.message}`
    case 'outside':
      return 'not in a folder that may be read here'
  }
}
