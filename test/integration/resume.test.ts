import { spawnSync } from 'node:child_process'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import type * as fs from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { beforeEach, expect, it, vi } from 'vitest'
import { findLeftovers } from '#engine/index.ts'
import type { Dataset } from '#engine/dataset/open.ts'
import { mergeIdentity } from '#engine/merge/merge-identity.ts'
import { openWorkplace } from '#engine/merge/resume.ts'
import type { MergePlan } from '#shared/plan.ts'
import { errorOf, openAll, planOf } from '../support/merge.ts'
import { scratchDir } from '../support/scratch.ts'

const hooks = vi.hoisted(() => ({
  /** Called when a folder was renamed. */
  renamed: (): Promise<void> => Promise.resolve(),
  /** Begins the names of files that cannot be removed. */
  stuck: undefined as string | undefined,
}))

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>()
  const rename: typeof real.rename = async (from, to) => {
    await real.rename(from, to)
    if (String(to).includes('.partial-') && !String(to).endsWith('job.json')) await hooks.renamed()
  }
  const rm: typeof real.rm = async (path, options) => {
    if (hooks.stuck !== undefined && basename(String(path)).startsWith(hooks.stuck))
      throw Object.assign(new Error('EIO'), { code: 'EIO', errno: -5 })
    await real.rm(path, options)
  }
  return { ...real, rename, rm }
})

let planned: MergePlan
let sources: readonly Dataset[]
let leftover: string

/** What a merge leaves that was killed when it had begun a file. */
beforeEach(async () => {
  hooks.renamed = () => Promise.resolve()
  hooks.stuck = undefined
  sources = await openAll(['nocam_a'])
  planned = await planOf(['nocam_a'], { output: join(await scratchDir(), 'week') })
  leftover = `${planned.output}.partial-killed`
  await mkdir(join(leftover, 'dataset'), { recursive: true })
  await writeFile(join(leftover, 'dataset/begun'), '')
  const { pid } = spawnSync(process.execPath, ['--version'])
  await writeFile(join(leftover, 'job.json'), JSON.stringify({ pid, host: hostname(), started: '' }))
  const header = {
    episplice: 'journal/1',
    merge: await mergeIdentity(planned, sources),
    recipe: planned.recipe,
  }
  await writeFile(join(leftover, 'journal.jsonl'), `${JSON.stringify(header)}\n`)
})

it('takes over what an interrupted merge left so that nobody takes it for left behind, at no moment', async () => {
  expect(await findLeftovers(planned.output)).toHaveLength(1)
  const seen: number[] = []
  hooks.renamed = async () => {
    seen.push((await findLeftovers(planned.output)).length)
  }
  const { staging, journal } = await openWorkplace(planned, sources, { resume: true, id: 'next' })
  await journal[Symbol.asyncDispose]()
  expect(basename(staging.root)).toBe('week.partial-next')
  expect(await readdir(staging.dir)).toEqual([])
  expect(seen).toEqual([0])
})

it('gives back what cannot be continued now, and says where it is', async () => {
  hooks.stuck = 'begun'
  const error = await errorOf(openWorkplace(planned, sources, { resume: true, id: 'next' }))
  expect(error).toMatchObject({
    code: 'WRITE_FAILED',
    hint: expect.stringContaining(`What the interrupted merge had made is still in ${leftover}.`) as string,
  })
  expect(await readdir(dirname(leftover))).toEqual([basename(leftover)])
})
