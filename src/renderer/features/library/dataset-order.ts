import type { DatasetSummary } from '#shared/model/dataset.ts'
import type { Sorting } from '#renderer/ui/table/VirtualTable.tsx'

/** The columns by which the library can be ordered. */
export const datasetColumns = [
  'name',
  'folder',
  'robot',
  'episodes',
  'frames',
  'duration',
  'fps',
  'cameras',
  'bytes',
  'version',
  'health',
] as const
/** One of {@link datasetColumns}. */
export type DatasetColumn = (typeof datasetColumns)[number]

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })
const healthRank = { unreadable: 0, damaged: 1, unchecked: 2, good: 3 } as const

/** Seconds of all episodes together, undefined when they are not known. */
export function datasetSeconds({ facts }: DatasetSummary): number | undefined {
  return facts === undefined || facts.fps <= 0 ? undefined : facts.frames / facts.fps
}

/** Where in its root a dataset's own folder is; empty when it is right below the root. */
export function folderAbove(folder: string): string {
  return folder.slice(0, Math.max(0, folder.search(/[\\/][^\\/]*$/)))
}

/** Datasets that hold every word of the search in their name, folder, robot, version or cameras. */
export function searchedDatasets(
  datasets: Iterable<DatasetSummary>,
  search: string,
): readonly DatasetSummary[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return [...datasets].filter(({ place, folder, facts }) => {
    const about = facts === undefined ? [] : [facts.robotType ?? '', facts.version, ...facts.cameras]
    const text = [place.name, folder, ...about].join(' ').toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** Datasets in order: numbers within names as numbers, what is not known last, equals by name and folder. */
export function sortedDatasets(
  datasets: readonly DatasetSummary[],
  { column, descending }: Sorting,
): readonly DatasetSummary[] {
  const sign = descending ? -1 : 1
  return [...datasets].sort((a, b) => {
    const [valueA, valueB] = [valueOf(a, column), valueOf(b, column)]
    if (valueA === undefined || valueB === undefined) {
      if (valueA !== valueB) return valueA === undefined ? 1 : -1
    } else {
      const order = compare(valueA, valueB)
      if (order !== 0) return sign * order
    }
    return collator.compare(a.place.name, b.place.name) || collator.compare(a.place.path, b.place.path)
  })
}

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))
}

function valueOf(dataset: DatasetSummary, column: string): string | number | undefined {
  const { place, folder, facts, health } = dataset
  switch (column as DatasetColumn) {
    case 'name':
      return place.name
    case 'folder':
      return folderAbove(folder)
    case 'robot':
      return facts?.robotType
    case 'episodes':
      return facts?.episodes
    case 'frames':
      return facts?.frames
    case 'duration':
      return datasetSeconds(dataset)
    case 'fps':
      return facts?.fps
    case 'cameras':
      return facts?.cameras.length
    case 'bytes':
      return facts?.bytes
    case 'version':
      return facts?.version
    case 'health':
      return healthRank[health.state]
  }
}
