import type { FolderEntry } from '#shared/model/place.ts'
import type { Purpose } from './pick-place.ts'

/** How the folder dialog asks for a place. */
export interface Question {
  readonly title: string
  /** What to look for. */
  readonly hint: string
  readonly confirm: string
}

export const questions: Readonly<Record<Purpose, Question>> = {
  root: {
    title: 'Add a folder to the library',
    hint: 'Datasets are found in it and in the folders below it.',
    confirm: 'Add folder',
  },
  dataset: {
    title: 'Open a dataset',
    hint: 'A dataset is a folder that holds meta/info.json.',
    confirm: 'Open dataset',
  },
  output: {
    title: 'Where to put the result',
    hint: 'The result becomes a new folder in the one that you choose.',
    confirm: 'Choose folder',
  },
  parquet: { title: 'Open a Parquet file', hint: 'Choose a .parquet file.', confirm: 'Open file' },
  recipe: { title: 'Open a recipe', hint: 'Choose a .json file that was exported.', confirm: 'Open recipe' },
  ffmpeg: { title: 'Choose ffmpeg', hint: 'Choose the program file.', confirm: 'Choose file' },
}

const extensions: Readonly<Partial<Record<Purpose, string>>> = { parquet: '.parquet', recipe: '.json' }

/** Whether a file is asked for, not a folder. */
export function wantsFile(purpose: Purpose): boolean {
  return purpose === 'parquet' || purpose === 'recipe' || purpose === 'ffmpeg'
}

/** Whether an entry can be the answer. */
export function canChoose(purpose: Purpose, { kind }: Pick<FolderEntry, 'kind'>): boolean {
  if (wantsFile(purpose)) return kind === 'file'
  return purpose === 'dataset' ? kind === 'dataset' : kind !== 'file'
}

/** The entries worth showing: all folders, and the files that can be the answer. */
export function shownEntries(purpose: Purpose, entries: readonly FolderEntry[]): readonly FolderEntry[] {
  const extension = extensions[purpose] ?? ''
  return entries.filter(
    ({ kind, place }) =>
      kind !== 'file' || (wantsFile(purpose) && place.name.toLowerCase().endsWith(extension)),
  )
}
