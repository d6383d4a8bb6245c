import { open, readFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { recipeSchema, type Recipe } from '#shared/plan.ts'
import { writeFully } from '#engine/io/block-writer.ts'
import { writing } from '#engine/io/write-error.ts'
import type { WrittenData } from './write-data.ts'

const JOURNAL_FILE = 'journal.jsonl'

const headerSchema = z.strictObject({
  episplice: z.literal('journal/1'),
  /** See `mergeIdentity`. */
  merge: z.string(),
  recipe: recipeSchema,
})
const lineSchema = z.union([
  z.strictObject({
    data: z.string(),
    file: z.strictObject({ byteLength: z.number(), covered: z.number(), crc32: z.number() }),
    digests: z.array(z.string()),
  }),
  z.strictObject({ video: z.string(), packets: z.array(z.string()) }),
])

/** What a journal says it is about. */
export type JournalHeader = z.infer<typeof headerSchema>

/**
 * The list of what a merge has finished, in its staging folder: a line for each data and video file, with what writing
 * it taught. Whoever continues checks every file against its line, so a line need not wait for the disk, and costs
 * next to nothing. The rest is small and made anew.
 */
export class Journal implements AsyncDisposable {
  readonly #path: string
  readonly #handle: FileHandle
  readonly #data = new Map<string, WrittenData>()
  readonly #videos = new Map<string, readonly string[]>()
  #end = 0
  #writing: Promise<void> = Promise.resolve()

  private constructor(path: string, handle: FileHandle) {
    this.#path = path
    this.#handle = handle
  }

  /** Begins the journal of a merge. Throws `NO_SPACE`, `OUTPUT_NOT_WRITABLE` or `WRITE_FAILED`. */
  static async begin(root: string, merge: string, recipe: Recipe): Promise<Journal> {
    const path = join(root, JOURNAL_FILE)
    const journal = new Journal(path, await writing(path, open(path, 'wx')))
    return await journal.#unlessFailing(() =>
      journal.#append({ episplice: 'journal/1', merge, recipe } satisfies JournalHeader),
    )
  }

  /** Goes on with the journal of a merge that was interrupted. */
  static async continue(root: string): Promise<Journal> {
    const path = join(root, JOURNAL_FILE)
    const { lines, byteLength } = await wholeLines(path)
    const journal = new Journal(path, await writing(path, open(path, 'r+')))
    await journal.#unlessFailing(() => writing(path, journal.#handle.truncate(byteLength)))
    journal.#end = byteLength
    for (const text of lines.slice(1)) {
      const line = lineSchema.safeParse(parsed(text)).data
      if (line === undefined) continue // A line that the disk did not keep is a file to be made again.
      if ('video' in line) journal.#videos.set(line.video, line.packets)
      else journal.#data.set(line.data, { digests: line.digests, file: line.file, bytesRead: 0 })
    }
    return journal
  }

  async #unlessFailing(begin: () => Promise<void>): Promise<this> {
    try {
      await begin()
      return this
    } catch (error) {
      await this.#handle.close().catch(() => undefined)
      throw error
    }
  }

  /** Paths in the dataset of all files that are said to be finished. */
  get paths(): ReadonlySet<string> {
    return new Set([...this.#data.keys(), ...this.#videos.keys()])
  }

  /** What was learned about the data file at a path of the dataset. */
  data(path: string): WrittenData | undefined {
    return this.#data.get(path)
  }

  /** The digests of the packets of each episode in the video file at a path of the dataset. */
  video(path: string): readonly string[] | undefined {
    return this.#videos.get(path)
  }

  /** A data file is finished. */
  async addData(path: string, { digests, file }: WrittenData): Promise<void> {
    await this.#append({ data: path, file, digests })
  }

  /** A video file is finished. */
  async addVideo(path: string, packets: readonly string[]): Promise<void> {
    await this.#append({ video: path, packets })
  }

  /** One line after the other, whoever comes. */
  async #append(line: object): Promise<void> {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`)
    const at = this.#end
    this.#end += bytes.length
    const written = this.#writing.then(() => writeFully(this.#handle, bytes, at, this.#path))
    this.#writing = written.catch(() => undefined)
    await written
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing
    await writing(this.#path, this.#handle.close())
  }
}

/** What the journal in a staging folder is about; undefined when there is none that can be read. */
export async function readJournalHeader(root: string): Promise<JournalHeader | undefined> {
  try {
    const { lines } = await wholeLines(join(root, JOURNAL_FILE))
    return headerSchema.safeParse(parsed(lines[0] ?? '')).data
  } catch {
    return undefined
  }
}

/** The lines that were written to their end. */
async function wholeLines(path: string): Promise<{ lines: string[]; byteLength: number }> {
  const bytes = await readFile(path)
  const byteLength = bytes.lastIndexOf('\n') + 1
  return { lines: bytes.subarray(0, byteLength).toString('utf8').split('\n').slice(0, -1), byteLength }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
