import { join } from 'node:path'
import { EngineError } from '#shared/errors.ts'
import { readRange, type ByteSource } from '#engine/io/files.ts'
import { groupsOf, type DataFile } from '#engine/dataset/data-files.ts'
import { isRewritten } from '#engine/dataset/info.ts'
import type { DatasetEpisode } from '#engine/dataset/open.ts'
import { numbersOf } from '#engine/parquet/column.ts'
import { decodeLeaf } from '#engine/parquet/read.ts'
import { leavesOf } from '#engine/parquet/schema.ts'
import { renamed } from './tasks.ts'
import { RowDigest } from './row-digest.ts'
import { SourceRows } from './source-rows.ts'
import type { VerifyContext } from './verify.ts'

/**
 * Proves the rows: one row group per episode, rewritten columns by value, unchanged columns by digest. The digest
 * it is compared with was taken from the source: while merging, or now when sources are given.
 */
export async function verifyRows(context: VerifyContext): Promise<void> {
  const { result } = context
  let from = 0
  for (const [number, episode] of result.episodes.entries()) {
    if (context.signal?.aborted === true)
      throw new EngineError('CANCELLED', `cancelled while verifying episode ${number}`)
    const file = result.dataFiles[episode.rows.file]!
    const source = await context.pool.get(join(result.dir, file.path))
    await new EpisodeProof(context, number, from, episode, file, source).prove()
    from += episode.record.length
  }
}

class EpisodeProof {
  readonly #context: VerifyContext
  readonly #number: number
  readonly #from: number
  readonly #episode: DatasetEpisode
  readonly #file: DataFile
  readonly #source: ByteSource

  constructor(
    context: VerifyContext,
    number: number,
    from: number,
    episode: DatasetEpisode,
    file: DataFile,
    source: ByteSource,
  ) {
    this.#context = context
    this.#number = number
    this.#from = from
    this.#episode = episode
    this.#file = file
    this.#source = source
  }

  async prove(): Promise<void> {
    const { start, end } = this.#episode.rows
    const [group, ...more] = groupsOf(this.#file, start, end)
    const isOwn = group?.isWhole === true && more.length === 0
    const isOurs = this.#context.provenance !== undefined || this.#context.against !== undefined
    if (isOurs)
      this.#check(isOwn, this.#file.path, () => `episode ${this.#number} has no row group of its own`)
    const rows = new SourceRows(this.#source, this.#file)
    await this.#proveNumbers(rows)
    await this.#proveTasks(rows)
    if (isOwn && isOurs) await this.#proveUnchanged(group.group)
  }

  #check(passed: boolean, subject: string, message: () => string): void {
    this.#context.verifier.check(passed, subject, message, this.#number)
  }

  async #integers(rows: SourceRows, column: string): Promise<(number | undefined)[]> {
    const target = this.#file.footer.root.children.find(({ name }) => name === column)
    if (target === undefined) return []
    const [leaf] = await rows.column(target, this.#episode.rows)
    return numbersOf(leaf!, target.maxDefinition)
  }

  async #proveNumbers(rows: SourceRows): Promise<void> {
    const index = await this.#integers(rows, 'index')
    const wrongIndex = index.findIndex((value, row) => value !== this.#from + row)
    this.#check(
      index.length === this.#episode.record.length && wrongIndex < 0,
      'index',
      () =>
        `index of row ${wrongIndex} of episode ${this.#number} is ${index[wrongIndex] ?? 'missing'}, expected ${this.#from + wrongIndex}`,
    )
    const numbers = await this.#integers(rows, 'episode_index')
    const wrong = numbers.find((value) => value !== this.#number)
    this.#check(
      numbers.length > 0 && wrong === undefined,
      'episode_index',
      () => `a row of episode ${this.#number} says episode ${wrong ?? 'nothing'}`,
    )
  }

  async #proveTasks(rows: SourceRows): Promise<void> {
    const { result, against } = this.#context
    const texts = (await this.#integers(rows, 'task_index')).map((index) =>
      index === undefined ? undefined : result.tasks.get(index),
    )
    const unknown = texts.indexOf(undefined)
    this.#check(
      unknown < 0,
      'task_index',
      () => `row ${unknown} of episode ${this.#number} names a task that is not listed`,
    )
    if (against === undefined) return
    const planned = against.plan.episodes[this.#number]!
    const { options } = against.plan.recipe
    const file = against.sources.dataFile(planned)
    const dataset = against.sources.datasets[planned.source]!
    const source = await this.#context.pool.get(against.sources.path(planned.source, planned.rows.file))
    const column = file.footer.root.children.find(({ name }) => name === 'task_index')!
    // Decoded, not taken from statistics as while writing.
    const [leaf] = await against.sources.rows(source, file).column(column, planned.rows)
    const want = numbersOf(leaf!, column.maxDefinition).map((index) =>
      renamed(dataset.tasks.get(index ?? -1) ?? '', options),
    )
    const differing = want.findIndex((text, row) => text !== texts[row])
    this.#check(
      differing < 0,
      'task_index',
      () =>
        `row ${differing} of episode ${this.#number} has task "${texts[differing] ?? ''}", its source "${want[differing]!}"`,
    )
  }

  async #proveUnchanged(group: number): Promise<void> {
    const { against, provenance } = this.#context
    const certified = provenance?.episodes[this.#number]
    const copy = against?.plan.episodes[this.#number]?.copy ?? certified?.copy ?? 'splice'
    const own = await this.#digestOf(group, copy)
    this.#check(
      certified?.rows === own,
      'rows',
      () => `the rows of episode ${this.#number} are not what was read from the source`,
    )
    if (against === undefined) return
    const want = await this.#sourceDigest(copy)
    this.#check(want === own, 'rows', () => `the rows of episode ${this.#number} differ from its source`)
  }

  async #digestOf(group: number, copy: 'splice' | 'encode'): Promise<string> {
    const { footer } = this.#file
    const digest = new RowDigest(copy === 'splice' ? 'chunks' : 'values')
    for (const [i, leaf] of footer.leaves.entries()) {
      if (isRewritten(leaf.path[0], this.#context.result.subtasks !== undefined)) continue
      const chunk = group * footer.chunks.leafCount + i
      const start = footer.chunks.start[chunk]!
      const bytes = await readRange(this.#source, start, start + footer.chunks.compressed[chunk]!)
      this.#context.onBytes(bytes.length)
      if (copy === 'splice') digest.addChunk(bytes)
      else digest.addValues(await decodeLeaf(footer, chunk, bytes), leaf)
    }
    return digest.digest()
  }

  /** The digest of the source's rows, in the order and types of the result's columns. */
  async #sourceDigest(copy: 'splice' | 'encode'): Promise<string> {
    const { plan, sources } = this.#context.against!
    const planned = plan.episodes[this.#number]!
    const file = sources.dataFile(planned)
    const source = await this.#context.pool.get(sources.path(planned.source, planned.rows.file))
    const digest = new RowDigest(copy === 'splice' ? 'chunks' : 'values')
    const [group] = groupsOf(file, planned.rows.start, planned.rows.end)
    for (const column of this.#file.footer.root.children) {
      if (isRewritten(column.name, this.#context.result.subtasks !== undefined)) continue
      if (copy === 'splice') {
        const first = sources.firstLeaf(file, column.name)
        for (const [i] of leavesOf(column).entries()) {
          const chunk = group!.group * file.footer.chunks.leafCount + first + i
          const start = file.footer.chunks.start[chunk]!
          digest.addChunk(await readRange(source, start, start + file.footer.chunks.compressed[chunk]!))
        }
        continue
      }
      const leaves = await sources.rows(source, file).column(column, planned.rows)
      leavesOf(column).forEach((leaf, i) => {
        digest.addValues(leaves[i]!, leaf)
      })
    }
    return digest.digest()
  }
}
