import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import {
  check,
  openDatasets,
  plan,
  preflight,
  refuseIfBlocked,
  write,
  type MergeReport,
  type WriteOptions,
} from '#engine/index.ts'
import { mergeOptionsSchema, type MergePlan } from '#shared/plan.ts'
import { fixture } from '../../support/fixtures.ts'
import { treeDigests } from '../../support/tree.ts'

/** Small files, so that a merge has several of each kind. */
export const options = mergeOptionsSchema.parse({ dataMb: 0.01, videoMb: 0.05 })
/** The same on the command line. */
export const optionFlags = ['--data-mb', '0.01', '--video-mb', '0.05']

/** A merge that is made to fail, in a folder of its own, beside what it gives when nothing fails. */
export class Scenario implements AsyncDisposable {
  readonly root: string
  /** Only each so manieth point is tried; 1 for all of them. */
  every = 1
  readonly sources: readonly string[]
  readonly #sourceDigests: readonly Record<string, string>[]
  #experiments = 0
  /** sha256 by path of a result that nothing disturbed. */
  readonly expected: Record<string, string>
  #places = 0
  #reversed: Record<string, string> | undefined

  private constructor(
    root: string,
    sources: readonly string[],
    digests: readonly Record<string, string>[],
    expected: Record<string, string>,
  ) {
    this.root = root
    this.sources = sources
    this.#sourceDigests = digests
    this.expected = expected
  }

  /** Copies recorded datasets, so that reading and writing below `root` can be told from all else. */
  static async create(root: string, names: readonly string[] = ['pick_a', 'pick_b']): Promise<Scenario> {
    const sources = names.map((name) => join(root, 'sources', name))
    for (const [i, name] of names.entries()) await cp(fixture(name), sources[i]!, { recursive: true })
    await writeFile(join(sources[0]!, 'README.md'), '# Monday\n')
    const output = join(root, 'expected')
    await run(sources, output)
    return new Scenario(root, sources, await Promise.all(sources.map(treeDigests)), await treeDigests(output))
  }

  /**
   * Where an experiment begins that tries each so manieth of a row of points, from 1: each of them elsewhere, so that
   * several together try more of the points than one.
   */
  firstPoint(): number {
    return 1 + ((this.#experiments++ * 5) % Math.min(this.every, 10))
  }

  /** As `expected`, with the sources in reverse order. */
  async expectedReversed(): Promise<Record<string, string>> {
    const output = join(this.root, 'reversed')
    if (this.#reversed === undefined) {
      await run(this.sources.toReversed(), output)
      this.#reversed = await treeDigests(output)
    }
    return this.#reversed
  }

  /** A new empty folder, and the name in it that a merge is to have. */
  async place(): Promise<Place> {
    const parent = join(this.root, `place-${this.#places++}`)
    await mkdir(parent)
    return new Place(parent)
  }

  /** Throws when a source is not what it was. */
  async requireSourcesUntouched(): Promise<void> {
    const now = await Promise.all(this.sources.map(treeDigests))
    if (!sameJson(now, this.#sourceDigests)) throw new Error('a source was changed')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true, force: true })
  }
}

/** Where one merge goes. */
export class Place {
  readonly parent: string
  readonly name: string
  readonly output: string

  constructor(parent: string) {
    this.parent = parent
    this.name = basename(parent)
    this.output = join(parent, 'week')
  }

  /** What is in the folder: the result, and what is left of merges. */
  async names(): Promise<{ readonly hasResult: boolean; readonly left: readonly string[] }> {
    const names = await readdir(this.parent)
    return { hasResult: names.includes('week'), left: names.filter((name) => name !== 'week') }
  }

  /** Throws when there is a result that is not byte for byte the expected one. */
  async requireWholeOrAbsent(expected: Record<string, string>): Promise<boolean> {
    const { hasResult } = await this.names()
    if (!hasResult) return false
    const own = await treeDigests(this.output)
    const paths = [...new Set([...Object.keys(own), ...Object.keys(expected)])]
    const differing = paths.filter((path) => own[path] !== expected[path])
    if (differing.length > 0) throw new Error(`the result differs in ${differing.join(', ')}`)
    return true
  }

  async remove(): Promise<void> {
    await rm(this.parent, { recursive: true, force: true })
  }
}

/** The plan of a merge, as the command line makes it. */
export async function planOf(sources: readonly string[], output: string): Promise<MergePlan> {
  return await plan(await openDatasets(sources), { options, output })
}

/** A whole merge in this process. */
export async function run(
  sources: readonly string[],
  output: string,
  how: WriteOptions = {},
): Promise<MergeReport> {
  const datasets = await openDatasets(sources)
  refuseIfBlocked(await check(datasets, options))
  const planned = await plan(datasets, { options, output })
  refuseIfBlocked(await preflight(planned))
  return await write(planned, { sources: datasets, ...how })
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
