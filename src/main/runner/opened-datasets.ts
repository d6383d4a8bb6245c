import { openDataset, type Dataset } from '#engine/index.ts'
import { EngineError } from '#shared/errors.ts'
import { areAsTheyWere, datasetFiles, type DatasetFiles } from './dataset-files.ts'
import { refuseFilesOutside } from './served.ts'

/** Episodes of all datasets kept open, some 5 kB each: the dataset used last stays, however large. */
const MAX_EPISODES = 100_000

/** An opened dataset with how its files were just before. */
export interface OpenedFiles {
  readonly dataset: Dataset
  readonly files: DatasetFiles
}

interface Opening {
  readonly stamp: string
  readonly done: Promise<Dataset>
  readonly controller: AbortController
  waiting: number
}

/** Opens datasets and keeps them: one is opened again only when a file of it changed. */
export class OpenedDatasets {
  /** In the order of use, the last used last. */
  readonly #kept = new Map<string, OpenedFiles>()
  readonly #opening = new Map<string, Opening>()
  /** Datasets opened so far: what was kept does not count. */
  opened = 0

  /** Throws what {@link openDataset} throws. Whoever asks for a dataset that is being opened waits for the same. */
  async get(path: string, signal?: AbortSignal): Promise<OpenedFiles> {
    const files = await datasetFiles(path)
    const kept = this.#kept.get(path)
    if (kept?.files.stamp === files.stamp) return this.#use(path, kept)
    const known = this.#opening.get(path)
    const opening =
      known?.stamp === files.stamp && !known.controller.signal.aborted ? known : this.#open(path, files)
    return { dataset: await waitFor(opening, path, signal), files }
  }

  /**
   * As {@link get}, for who reads these files of the dataset and no others. A change of any other may go unnoticed:
   * to look at all of them takes long where there are thousands.
   */
  async forFiles(
    path: string,
    filesOf: (dataset: Dataset) => readonly string[],
    signal?: AbortSignal,
  ): Promise<Dataset> {
    const kept = this.#kept.get(path)
    const isKept = kept !== undefined && (await areAsTheyWere(path, kept.files, filesOf(kept.dataset)))
    return isKept ? this.#use(path, kept).dataset : (await this.get(path, signal)).dataset
  }

  #use(path: string, kept: OpenedFiles): OpenedFiles {
    this.#kept.delete(path)
    this.#kept.set(path, kept)
    return kept
  }

  #open(path: string, files: DatasetFiles): Opening {
    this.opened++
    const controller = new AbortController()
    const done = openDataset(path, { signal: controller.signal }).then(async (dataset) => {
      await refuseFilesOutside(dataset)
      return dataset
    })
    const opening: Opening = { stamp: files.stamp, done, controller, waiting: 0 }
    this.#opening.set(path, opening)
    const forget = (): void => {
      if (this.#opening.get(path) === opening) this.#opening.delete(path)
    }
    done.then((dataset) => {
      forget()
      this.#keep(path, { dataset, files })
    }, forget)
    return opening
  }

  #keep(path: string, opened: OpenedFiles): void {
    this.#use(path, opened)
    let episodes = [...this.#kept.values()].reduce((sum, kept) => sum + weight(kept.dataset), 0)
    for (const [oldest, kept] of this.#kept) {
      if (episodes <= MAX_EPISODES || oldest === path) break
      episodes -= weight(kept.dataset)
      this.#kept.delete(oldest)
    }
  }
}

/** A dataset without episodes takes memory, too. */
function weight({ episodes }: Dataset): number {
  return episodes.length + 10
}

async function waitFor(opening: Opening, path: string, signal: AbortSignal | undefined): Promise<Dataset> {
  opening.waiting++
  const given = Promise.withResolvers<never>()
  const giveUp = (): void => {
    given.reject(new EngineError('CANCELLED', `cancelled while opening ${path}`))
  }
  if (signal?.aborted === true) giveUp()
  signal?.addEventListener('abort', giveUp, { once: true })
  try {
    return await Promise.race([opening.done, given.promise])
  } finally {
    signal?.removeEventListener('abort', giveUp)
    // Opening goes on while anybody waits for it.
    if (--opening.waiting === 0) opening.controller.abort()
  }
}
