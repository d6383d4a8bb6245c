import {
  appendFileSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { write } from '#engine/index.ts'
import type { MergePhase } from '#shared/progress.ts'
import { odd } from '../support/edit-dataset.ts'
import { errorOf, openAll, planOf } from '../support/merge.ts'

/** What may happen to a file while it is read; at once, so that nothing reads in between. */
const changes: readonly { name: string; change: (path: string) => void }[] = [
  {
    name: 'is written to',
    change: (path) => {
      appendFileSync(path, 'more')
    },
  },
  {
    name: 'is cut off',
    change: (path) => {
      truncateSync(path, statSync(path).size >> 1)
    },
  },
  { name: 'is overwritten in place at equal length', change: overwrite },
  { name: 'is replaced by another of equal length and time', change: replace },
  {
    name: 'vanishes',
    change: (path) => {
      rmSync(path)
    },
  },
]

/** One bit in the middle of its content. */
function overwrite(path: string): void {
  const file = readFileSync(path)
  file[file.length >> 2]! ^= 1
  writeFileSync(path, file)
}

function replace(path: string): void {
  const { atime, mtime } = statSync(path)
  const copy = `${path}.copy`
  writeFileSync(copy, readFileSync(path))
  utimesSync(copy, atime, mtime)
  renameSync(copy, path)
}

describe.each([
  'data/chunk-000/file-000.parquet',
  'videos/observation.images.top/chunk-000/file-000.mp4',
  'meta/episodes/chunk-000/file-000.parquet',
])('a merge is refused, and nothing is left of it, when %s', (file) => {
  const moments: readonly MergePhase[] = ['data', 'metadata']
  it.each(changes.flatMap((own) => moments.map((phase) => ({ ...own, phase }))))(
    '$name at the phase $phase',
    async ({ change, phase }) => {
      const sources = [await odd('pick_a'), 'pick_b']
      const planned = await planOf(sources)
      let isChanged = false
      const onProgress = (progress: { readonly phase: MergePhase }): void => {
        if (isChanged || progress.phase !== phase) return
        isChanged = true
        change(join(sources[0]!, file))
      }
      const error = await errorOf(write(planned, { sources: await openAll(sources), onProgress }))
      expect(error, error.message).toMatchObject({ code: 'SOURCE_CHANGED' })
      expect(error.message).toContain(file)
      expect(error.hint).toBeTruthy()
      expect(await readdir(dirname(planned.output))).toEqual([])
    },
  )
})
