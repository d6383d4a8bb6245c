import { useLocation } from 'wouter'
import { useLibrary } from '#renderer/features/library/library-store.ts'
import { shortenPath } from '#renderer/format/path.ts'
import { episodesPath, routes } from '#shared/routes.ts'
import type { Command } from './commands.ts'

interface Actions {
  readonly onOpenDataset: () => void
  readonly onKeys: () => void
}

/** What the command palette can do now. */
export function useCommands({ onOpenDataset, onKeys }: Actions): readonly Command[] {
  const [, navigate] = useLocation()
  const datasets = useLibrary((state) => state.datasets)
  const screen = (label: string, to: string): Command => ({
    id: to,
    label,
    note: 'screen',
    run: () => {
      navigate(to)
    },
  })
  return [
    screen('Library', routes.library),
    screen('Merge', routes.merge),
    screen('Jobs', routes.jobs),
    screen('History', routes.history),
    screen('Parquet', routes.parquet),
    screen('Settings', routes.settings),
    { id: 'open', label: 'Open a dataset…', note: '', run: onOpenDataset },
    { id: 'keys', label: 'Keys', note: '', run: onKeys },
    ...[...datasets.values()].map(({ place }): Command => ({
      id: place.id,
      label: place.name,
      note: shortenPath(place.path, 48),
      run: () => {
        navigate(episodesPath(place.id))
      },
    })),
  ]
}
