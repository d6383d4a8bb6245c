import { mkdir, truncate } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { MergePlan } from '#shared/plan.ts'
import { FilePool } from '#engine/io/file-pool.ts'
import type { TaskOptions } from '#engine/io/task-thread.ts'
import { dataSchemaOf } from '#engine/merge/data-schema.ts'
import { rowLabels } from '#engine/merge/row-labels.ts'
import { openSources } from '#engine/merge/sources.ts'
import { Journal } from '#engine/merge/journal.ts'
import { writeDataFiles, type WrittenDataFiles } from '#engine/merge/write-data-files.ts'
import { odd } from '../support/edit-dataset.ts'
import { errorOf, planOf } from '../support/merge.ts'
import { scratchDir } from '../support/scratch.ts'
import { treeDigests } from '../support/tree.ts'

const options = { dataMb: 0.01 }

/** Large enough by its own account to be worth threads. */
function large(plan: MergePlan): MergePlan {
  return { ...plan, data: plan.data.map((shard) => ({ ...shard, bytes: 1 << 30 })) }
}

/** Writes the data files of a plan; `meanwhile` happens when all is ready. */
async function written(
  plan: MergePlan,
  taskOptions: TaskOptions = {},
  meanwhile = () => Promise.resolve(),
): Promise<WrittenDataFiles & { readonly dir: string }> {
  const dir = await scratchDir()
  for (const { path } of plan.data) await mkdir(dirname(join(dir, path)), { recursive: true })
  const sources = await openSources(plan, undefined)
  await using pool = new FilePool()
  const labels = await rowLabels(plan, sources, pool, undefined)
  const schema = await dataSchemaOf(sources.datasets)
  await using journal = await Journal.begin(await scratchDir(), '', plan.recipe)
  await meanwhile()
  const context = { dir, schema, isReadAgain: false, sources, labels, journal, onFile: () => undefined }
  return { dir, ...(await writeDataFiles(plan, { ...context, ...taskOptions })) }
}

describe.runIf(availableParallelism() > 1)('data files that are written on threads', () => {
  it.each([
    ['copied', ['sharded', 'pick_a', 'sharded']],
    ['cut and encoded', ['resumed', 'resumed']],
    ['recast', ['language_a', 'language_b']],
  ])(
    'are those that one thread writes, byte for byte, with the same digests: rows that are %s',
    async (_, sources) => {
      const plan = await planOf(sources, { options })
      let reported = 0
      const onBytes = (bytes: number) => (reported += bytes)
      const one = await written(plan, { onBytes })
      const bytes = reported
      const two = await written(large(plan), { onBytes })
      expect(await treeDigests(two.dir)).toEqual(await treeDigests(one.dir))
      expect({ ...two, dir: '' }).toEqual({ ...one, dir: '' })
      expect(reported).toBe(2 * bytes)
    },
  )

  it('end with the error of a source that was cut off', async () => {
    const source = await odd('pick_b')
    const plan = large(await planOf(['pick_a', source], { options }))
    const path = join(source, 'data/chunk-000/file-000.parquet')
    const error = await errorOf(written(plan, {}, () => truncate(path, 5000)))
    expect(error.code).toBe('FILE_CHANGED')
    expect(error.message).toContain(path)
  })

  it('end when cancelled, and with the error of a report that throws', async () => {
    const plan = large(await planOf(['pick_a', 'sharded'], { options }))
    expect((await errorOf(written(plan, { signal: AbortSignal.abort() }))).code).toBe('CANCELLED')
    const controller = new AbortController()
    const onBytes = (): void => {
      controller.abort()
    }
    expect((await errorOf(written(plan, { signal: controller.signal, onBytes }))).code).toBe('CANCELLED')
    const onLost = (): void => {
      throw new Error('the screen is gone')
    }
    await expect(written(plan, { onBytes: onLost })).rejects.toThrow('the screen is gone')
  })
})
