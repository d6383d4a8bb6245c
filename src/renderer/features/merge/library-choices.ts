import type { DatasetSummary } from '#shared/model/dataset.ts'

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** Datasets that hold every word of the search in their name, folder or robot, by name as people count. */
export function libraryChoices(
  datasets: readonly DatasetSummary[],
  search: string,
): readonly DatasetSummary[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return datasets
    .filter(({ place, folder, facts }) => {
      const text = `${place.name} ${folder} ${facts?.robotType ?? ''}`.toLowerCase()
      return words.every((word) => text.includes(word))
    })
    .sort((a, b) => collator.compare(a.place.name, b.place.name) || collator.compare(a.folder, b.folder))
}
