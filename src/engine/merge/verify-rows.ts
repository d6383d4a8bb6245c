import { join } from 'node:path'
import { EngineError } from '#shared/errors.ts'
import type { PlannedEpisode } from '#shared/plan.ts'
import { type ByteSource, throwIfCancelled } from '#engine/io/files.ts'
import { groupsOf, type DataFile } from '#engine/dataset/data-files.ts'
import { isRewritten } from '#engine/dataset/info.ts'
import type { Dataset, DatasetEpisode } from '#engine/dataset/open.ts'
import { LABELS, type Labels, type Tasks } from '#engine/dataset/tasks.ts'
import { numbersOf, numericValues } from '#engine/parquet/column.ts'
import { readLeaf } from '#engine/parquet/read.ts'
import { chunkRange, type ParquetFooter } from '#engine/parquet/footer.ts'
import { leavesOf, type SchemaNode } from '#engine/parquet/schema.ts'
import { renamed } from './tasks.ts'
import { countedAnew, isCountedAnew } from './trim.ts'
import type { GroupChunks } from './group-chunks.ts'
import type { PlacedEpisode } from './placed-episodes.ts'
import { digestTasks, RowDigest } from './row-digest.ts'
import { SourceRows, type FileRows } from '#engine/dataset/source-rows.ts'
import type { VerifyContext } from './verify.ts'

/**
 * Proves the rows: one row group per episode, rewritten columns by value, unchanged columns by digest. The digest
 * it is compared with was taken from the source: while merging, or now when sources are given.
 */
export async function verifyRows(context: VerifyContext): Promise<void> {
  const { result } = context
  for (const placed of context.placed) {
    throwIfCancelled(context.signal, `verifying episode ${placed.number}`)
    const file = result.dataFiles[placed.episode.rows.file]!
    const source = await context.pool.get(join(result.dir, file.path))
    await new EpisodeProof(context, placed, file, source).prove()
  }
}

/** Integers by row; undefined where a row has none. */
type Integers = ArrayLike<number | undefined>

/** The values of an integer column. Without nulls they are numbers in one array, not one object a row. */
async function integersOf(rows: SourceRows, column: SchemaNode, range: FileRows): Promise<Integers> {
  const [leaf] = await rows.column(column, range)
  const numbers = numericValues(leaf!.values)
  return numbers.length === leaf!.count ? numbers : numbersOf(leaf!, column.maxDefinition)
}

/** Rows `[start, end)` of an episode that name one text, as long as they can be. */
interface TextRun {
  readonly text: string | undefined
  readonly start: number
  end: number
}

function textRuns(indices: Integers, textOf: (index: number | undefined) => string | undefined): TextRun[] {
  const runs: TextRun[] = []
  for (let row = 0; row < indices.length;) {
    const index = indices[row]
    const start = row
    while (row < indices.length && indices[row] === index) row++
    const text = textOf(index)
    const last = runs.at(-1)
    if (last !== undefined && last.text === text) last.end = row
    else runs.push({ text, start, end: row })
  }
  return runs
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
    { number, from, episode }: PlacedEpisode,
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
    await this.#proveCounted(rows)
    await this.#proveTasks(rows)
    if (isOwn && isOurs) await this.#proveUnchanged(group.group)
  }

  /** The part of its source that the episode is; undefined for all of it. */
  #trim(): PlannedEpisode['trim'] {
    const { against, provenance } = this.#context
    return (against?.plan.episodes[this.#number] ?? provenance?.episodes[this.#number])?.trim
  }

  #check(passed: boolean, subject: string, message: () => string): void {
    this.#context.verifier.check(passed, subject, message, this.#number)
  }

  /** The values of a column by row, undefined where there is none; nothing at all when the column is missing. */
  async #integers(rows: SourceRows, column: string): Promise<Integers> {
    const target = this.#file.footer.root.children.find(({ name }) => name === column)
    return target === undefined ? [] : await integersOf(rows, target, this.#episode.rows)
  }

  async #proveNumbers(rows: SourceRows): Promise<void> {
    const index = await this.#integers(rows, 'index')
    let wrongIndex = 0
    while (wrongIndex < index.length && index[wrongIndex] === this.#from + wrongIndex) wrongIndex++
    this.#check(
      index.length === this.#episode.record.length && wrongIndex === index.length,
      'index',
      () =>
        `index of row ${wrongIndex} of episode ${this.#number} is ${index[wrongIndex] ?? 'missing'}, expected ${this.#from + wrongIndex}`,
    )
    const numbers = await this.#integers(rows, 'episode_index')
    let wrong = 0
    while (wrong < numbers.length && numbers[wrong] === this.#number) wrong++
    this.#check(
      numbers.length > 0 && wrong === numbers.length,
      'episode_index',
      () => `a row of episode ${this.#number} says episode ${numbers[wrong] ?? 'nothing'}`,
    )
  }

  /** The columns that count from the beginning, of an episode whose beginning was cut off. */
  async #proveCounted(rows: SourceRows): Promise<void> {
    const { length } = this.#episode.record
    for (const column of this.#file.footer.root.children) {
      if (!isCountedAnew(column.name, this.#trim())) continue
      const [own] = await rows.column(column, this.#episode.rows)
      const values = numericValues(own!.values)
      const want = numericValues(countedAnew(column, length, this.#context.result.info.fps).values)
      const wrong = want.findIndex((value, row) => values[row] !== value)
      this.#check(
        wrong < 0,
        column.name,
        () =>
          `${column.name} of row ${wrong} of episode ${this.#number} is ${values[wrong] ?? 'missing'}, expected ${want[wrong]!}`,
      )
    }
  }

  async #proveTasks(rows: SourceRows): Promise<void> {
    const { result, against } = this.#context
    const options = against?.plan.recipe.options
    const texts = await this.#proveTexts(rows, LABELS.tasks, result.tasks, ({ tasks }, index) =>
      renamed(tasks.get(index) ?? '', options!),
    )
    const certified = this.#context.provenance?.episodes[this.#number]
    if (certified !== undefined) {
      const runs = texts.map(({ text, start, end }) => ({ text: text ?? '', count: end - start }))
      this.#check(
        certified.tasks === digestTasks(this.#episode.record.tasks ?? [], runs),
        'task_index',
        () => `the tasks of episode ${this.#number} are not those that it was merged with`,
      )
    }
    if (result.subtasks !== undefined)
      await this.#proveTexts(
        rows,
        LABELS.subtasks,
        result.subtasks,
        ({ subtasks }, index) => subtasks?.get(index) ?? '',
      )
  }

  /** Row by row, the text that a column names: it is listed and, where sources are given, it is the source's. */
  async #proveTexts(
    rows: SourceRows,
    { column: name, index: what }: Labels,
    listed: Tasks,
    textIn: (dataset: Dataset, index: number) => string,
  ): Promise<TextRun[]> {
    const { against } = this.#context
    const texts = textRuns(await this.#integers(rows, name), (index) =>
      index === undefined ? undefined : listed.get(index),
    )
    const unknown = texts.find(({ text }) => text === undefined)
    this.#check(
      unknown === undefined,
      name,
      () => `row ${unknown!.start} of episode ${this.#number} names a ${what} that is not listed`,
    )
    if (against === undefined) return texts
    const planned = against.plan.episodes[this.#number]!
    const file = against.sources.dataFile(planned)
    const dataset = against.sources.datasets[planned.source]!
    const source = await this.#context.pool.get(against.sources.path(planned.source, planned.rows.file))
    const column = file.footer.root.children.find((own) => own.name === name)!
    // Decoded, not taken from statistics as while writing.
    const indices = await integersOf(against.sources.rows(source, file), column, planned.rows)
    const want = textRuns(indices, (index) => textIn(dataset, index ?? -1))
    // Runs are as long as they can be: equal texts have equal runs.
    const differing = want.findIndex(
      ({ text, end }, run) => text !== texts[run]?.text || end !== texts[run]?.end,
    )
    this.#check(differing < 0, name, () => {
      const { text, start, end } = want[differing]!
      const own = texts[differing]
      const row = own?.text === text ? Math.min(own!.end, end) : start
      const [ours, theirs] = [texts, want].map((runs) => runs.find((run) => row < run.end)?.text ?? '')
      return `row ${row} of episode ${this.#number} has ${what} "${ours!}", its source "${theirs!}"`
    })
    return texts
  }

  async #proveUnchanged(group: number): Promise<void> {
    const { against, provenance } = this.#context
    const certified = provenance?.episodes[this.#number]
    const copy = against?.plan.episodes[this.#number]?.copy ?? certified?.copy ?? 'splice'
    const own = await this.#digestOf(group, copy)
    const want =
      against === undefined
        ? undefined
        : (against.taken?.[this.#number]?.rows ?? (await this.#sourceDigest(copy)))
    const isCertified = certified?.rows === own
    const isSources = want === undefined || want === own
    const column = isCertified && isSources ? undefined : await this.#differingColumn(group)
    this.#check(isCertified && isSources, column ?? 'rows', () =>
      isSources
        ? `${column ?? 'the rows'} of episode ${this.#number} ${column === undefined ? 'are' : 'is'} not what was read from the source`
        : `${column ?? 'the rows'} of episode ${this.#number} ${column === undefined ? 'differ' : 'differs'} from the source`,
    )
  }

  /** The first column whose values differ from the source's, or cannot be read, for the report; undefined without sources. */
  async #differingColumn(group: number): Promise<string | undefined> {
    if (this.#context.against === undefined) return undefined
    for (const { name } of this.#file.footer.root.children) {
      if (!this.#isUnchanged(name)) continue
      try {
        if ((await this.#digestOf(group, 'encode', name)) !== (await this.#sourceDigest('encode', name)))
          return name
      } catch (error) {
        if (error instanceof EngineError && error.code === 'PARQUET_INVALID') return name
        throw error
      }
    }
    return undefined
  }

  /** The digest of one column, or of all that a merge leaves unchanged. */
  async #digestOf(group: number, copy: 'splice' | 'encode', only?: string): Promise<string> {
    const { footer } = this.#file
    const leaves = footer.leaves.flatMap((leaf, i) => (this.#isWanted(leaf.path[0], only) ? [i] : []))
    for (const leaf of leaves)
      this.#context.onBytes(footer.chunks.compressed[group * footer.chunks.leafCount + leaf]!)
    if (copy === 'splice')
      return await this.#chunksDigest(this.#context.chunks, this.#source, footer, group, leaves)
    const digest = new RowDigest('values')
    for (const leaf of leaves)
      digest.addValues(await readLeaf(this.#source, footer, group, leaf), footer.leaves[leaf]!)
    return digest.digest()
  }

  async #chunksDigest(
    chunks: GroupChunks,
    source: ByteSource,
    footer: ParquetFooter,
    group: number,
    leaves: readonly number[],
  ): Promise<string> {
    const whole = await chunks.whole(source, footer, group, leaves)
    const digest = new RowDigest('chunks')
    for (const [i, leaf] of leaves.entries()) {
      if (whole !== undefined) digest.addChunk(whole[i]!)
      else for await (const _ of digest.passing(source, chunkRange(footer, group, leaf)));
    }
    return digest.digest()
  }

  #isWanted(column: string | undefined, only: string | undefined): boolean {
    return this.#isUnchanged(column) && (only === undefined || column === only)
  }

  #isUnchanged(column: string | undefined): boolean {
    return (
      !isRewritten(column, this.#context.result.subtasks !== undefined) &&
      !isCountedAnew(column, this.#trim())
    )
  }

  /** The digest of the source's rows, in the order and types of the result's columns. */
  async #sourceDigest(copy: 'splice' | 'encode', only?: string): Promise<string> {
    const { plan, sources } = this.#context.against!
    const planned = plan.episodes[this.#number]!
    const file = sources.dataFile(planned)
    const source = await this.#context.pool.get(sources.path(planned.source, planned.rows.file))
    const columns = this.#file.footer.root.children.filter(({ name }) => this.#isWanted(name, only))
    if (copy === 'splice') {
      const { group } = groupsOf(file, planned.rows.start, planned.rows.end)[0]!
      const leaves = columns.flatMap((column) =>
        leavesOf(column).map((_, i) => sources.firstLeaf(file, column.name) + i),
      )
      return await this.#chunksDigest(this.#context.sourceChunks, source, file.footer, group, leaves)
    }
    const digest = new RowDigest('values')
    for (const column of columns) {
      const own = await sources.rows(source, file).column(column, planned.rows)
      leavesOf(column).forEach((leaf, i) => {
        digest.addValues(own[i]!, leaf)
      })
    }
    return digest.digest()
  }
}
