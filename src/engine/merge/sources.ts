import { join } from 'node:path'
import { EngineError } from '#shared/errors.ts'
import { listText } from '#shared/list-text.ts'
import type { MergePlan, PlannedEpisode } from '#shared/plan.ts'
import { mapConcurrently } from '#engine/io/concurrent.ts'
import { stampOf, type ByteSource } from '#engine/io/files.ts'
import type { DataFile } from '#engine/dataset/data-files.ts'
import type { EpisodesFile } from '#engine/dataset/episodes.ts'
import type { Dataset } from '#engine/dataset/open.ts'
import { openDatasets } from '#engine/dataset/open-all.ts'
import type { VideoTrack } from '#engine/video/track.ts'
import { RowsAtHand, type SourceRows } from '#engine/dataset/source-rows.ts'
import type { Labels } from '#engine/dataset/tasks.ts'
import { subtaskMap, taskMap } from './tasks.ts'

/** The opened sources of a plan, with what executing it looks up again and again. */
export class MergeSources {
  readonly datasets: readonly Dataset[]
  readonly #dataFiles: readonly ReadonlyMap<string, DataFile>[]
  readonly #episodeFiles: readonly ReadonlyMap<string, EpisodesFile>[]
  readonly #tracks: readonly ReadonlyMap<string, VideoTrack>[]
  readonly #taskMaps: readonly ReadonlyMap<number, number>[]
  readonly #subtaskMaps: readonly ReadonlyMap<number, number>[]
  readonly #firstLeaves = new Map<DataFile, Map<string, number>>()
  readonly #rows = new RowsAtHand()

  constructor(datasets: readonly Dataset[], plan: MergePlan) {
    this.datasets = datasets
    this.#dataFiles = datasets.map(({ dataFiles }) => new Map(dataFiles.map((file) => [file.path, file])))
    this.#episodeFiles = datasets.map(
      ({ episodeFiles }) => new Map(episodeFiles.map((file) => [file.path, file])),
    )
    this.#tracks = datasets.map(
      ({ videoFiles }) => new Map([...videoFiles.values()].flat().map((file) => [file.path, file.track])),
    )
    this.#taskMaps = datasets.map((dataset) => taskMap(dataset, plan.tasks, plan.recipe.options))
    this.#subtaskMaps = datasets.map((dataset) => subtaskMap(dataset, plan.subtasks ?? []))
  }

  /**
   * Throws `SOURCE_CHANGED` naming files that are not those that were opened any more: written to, replaced or gone,
   * be it at the same length.
   */
  async refuseChanged(cause?: unknown): Promise<void> {
    const files = [...new Set(this.datasets)].flatMap(({ dir, dataFiles, episodeFiles, videoFiles }) =>
      [...dataFiles, ...episodeFiles, ...[...videoFiles.values()].flat()].map(({ path, stamp }) => ({
        path: join(dir, path),
        stamp,
      })),
    )
    const now = await mapConcurrently(files, ({ path }) => stampOf(path))
    const changed = files.flatMap(({ path, stamp }, i) => (now[i] === stamp ? [] : [path]))
    if (changed.length === 0) return
    throw new EngineError('SOURCE_CHANGED', `changed while it was read: ${listText(changed, 1)}`, {
      hint: 'Nothing was written. Wait until nobody records into the sources any more, then merge again.',
      details: { files: changed.slice(0, 100) },
      cause,
    })
  }

  /** Absolute path of a file of a source. */
  path(source: number, file: string): string {
    return join(this.datasets[source]!.dir, file)
  }

  dataFile({ source, rows }: PlannedEpisode): DataFile {
    return found(this.#dataFiles[source]?.get(rows.file), source, rows.file)
  }

  episodesFile(source: number, file: string): EpisodesFile {
    return found(this.#episodeFiles[source]?.get(file), source, file)
  }

  track(source: number, file: string): VideoTrack {
    return found(this.#tracks[source]?.get(file), source, file)
  }

  /** Source `task_index` or `subtask_index` to the result's. */
  labelMap(source: number, column: Labels['column']): ReadonlyMap<number, number> {
    return (column === 'task_index' ? this.#taskMaps : this.#subtaskMaps)[source]!
  }

  /** Number of the first leaf of a column in a file. */
  firstLeaf(file: DataFile, column: string): number {
    let leaves = this.#firstLeaves.get(file)
    if (leaves === undefined) {
      leaves = new Map()
      for (const [i, leaf] of file.footer.leaves.entries())
        if (!leaves.has(leaf.path[0]!)) leaves.set(leaf.path[0]!, i)
      this.#firstLeaves.set(file, leaves)
    }
    return leaves.get(column)!
  }

  /** A row reader of the file, see {@link RowsAtHand}. */
  rows(source: ByteSource, file: DataFile): SourceRows {
    return this.#rows.of(source, file)
  }
}

function found<T>(value: T | undefined, source: number, file: string): T {
  if (value !== undefined) return value
  throw new EngineError('PLAN_INVALID', `the plan names ${file}, which source ${source} does not have`, {
    hint: 'Make the plan anew.',
  })
}

/** Where a plan's sources are. Throws `PLAN_INVALID` when it does not say. */
export function sourcePaths({ recipe }: MergePlan): string[] {
  return recipe.sources.map(({ path, name }) => {
    if (path === undefined) throw new EngineError('PLAN_INVALID', `the plan does not say where ${name} is`)
    return path
  })
}

/**
 * Opens the sources that a plan names, or takes those already open, and makes sure that they still are what was
 * planned. Throws `SOURCE_CHANGED` naming those that are not, `PLAN_INVALID` when a path is missing.
 */
export async function openSources(
  plan: MergePlan,
  opened: readonly Dataset[] | undefined,
  signal?: AbortSignal,
): Promise<MergeSources> {
  const { sources } = plan.recipe
  const datasets = opened ?? (await openDatasets(sourcePaths(plan), { signal }))
  const changed = sources.filter(({ fingerprint }, i) => datasets[i]?.fingerprint !== fingerprint)
  if (changed.length > 0) {
    throw new EngineError(
      'SOURCE_CHANGED',
      `changed since the plan was made: ${changed.map(({ name }) => name).join(', ')}`,
      {
        hint: 'Make the plan anew; someone may still be recording into it.',
      },
    )
  }
  return new MergeSources(datasets, plan)
}
