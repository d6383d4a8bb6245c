import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { CallArgument, CallName, CallOutput, Result } from '#shared/contract.ts'
import type { MergeId } from '#shared/model/history.ts'
import type { Job } from '#shared/model/job.ts'
import type { Application } from '#main/application.ts'
import type { RunReport } from '#main/runner/job-messages.ts'
import { runMerge } from '#main/runner/run-merge.ts'
import type { Desktop } from '#main/services/host.ts'
import { fixture } from '../support/fixtures.ts'
import { scratchDir } from '../support/scratch.ts'
import { treeDigests } from '../support/tree.ts'
import { jobEnd, requestFor, startApplication } from './support/jobs.ts'

/** Calls as a page does. */
async function ask<C extends CallName>(
  { dispatch }: Application,
  name: C,
  input: CallArgument<C>,
): Promise<Result<CallOutput<C>>> {
  return (await dispatch(name, input, 'page', { signal: new AbortController().signal })) as Result<
    CallOutput<C>
  >
}

async function value<C extends CallName>(
  application: Application,
  name: C,
  input: CallArgument<C>,
): Promise<CallOutput<C>> {
  const result = await ask(application, name, input)
  if (result.ok) return result.value
  throw new Error(`${name}: ${result.error.code}: ${result.error.message}`)
}

/** Copies of recorded datasets under the names of days, and a merge of the first two, `week`, that succeeded. */
async function mergedWeek(): Promise<{
  readonly application: Application
  readonly dir: string
  readonly merge: MergeId
}> {
  const dir = await scratchDir()
  for (const [day, name] of Object.entries({ monday: 'pick_a', tuesday: 'pick_b', wednesday: 'pick_c' }))
    await cp(fixture(name), join(dir, day), { recursive: true })
  const application = await startApplication()
  const request = await requestFor([join(dir, 'monday'), join(dir, 'tuesday')], join(dir, 'week'))
  const job = await jobEnd(application, application.services.jobs.enqueue(request))
  expect(job.state.kind).toBe('succeeded')
  return { application, dir, merge: job.merge }
}

async function again(application: Application, input: CallArgument<'history.runAgain'>): Promise<Job> {
  return jobEnd(application, (await value(application, 'history.runAgain', input)).job)
}

it('a merge is in the history with everything that was found', async () => {
  const { application, dir, merge } = await mergedWeek()
  const { merges, total } = await value(application, 'history.list', { from: 0, count: 10 })
  expect(total).toBe(1)
  expect(merges).toMatchObject([
    { id: merge, name: 'week', status: 'succeeded', sources: 2, episodes: 5, by: 'app' },
  ])
  const record = await value(application, 'history.get', { merge })
  expect(record).toMatchObject({ verified: true, output: { path: join(dir, 'week') }, version: '0.1.0' })
  expect(record.mergeSources).toMatchObject([
    { name: 'monday', episodesTotal: 3, place: { path: join(dir, 'monday') } },
    { name: 'tuesday', episodesTotal: 2, place: { path: join(dir, 'tuesday') } },
  ])
  expect(JSON.stringify(record)).not.toContain('digests')
})

it('runs again beside the first result, byte-identical, and again', async () => {
  const { application, dir, merge } = await mergedWeek()
  expect(await value(application, 'history.sources', { merge })).toEqual([
    { kind: 'unchanged' },
    { kind: 'unchanged' },
  ])
  // The second is asked for while the first may still run: they do not want the same name.
  const first = await value(application, 'history.runAgain', { merge })
  const second = await value(application, 'history.runAgain', { merge })
  for (const [{ job }, name] of [
    [first, 'week-again'],
    [second, 'week-again-2'],
  ] as const) {
    const { state, outputPath, merge: repeated } = await jobEnd(application, job)
    expect(outputPath).toBe(join(dir, name))
    expect(state).toMatchObject({ kind: 'succeeded', report: { comparison: { kind: 'identical' } } })
    const record = await value(application, 'history.get', { merge: repeated })
    expect(record).toMatchObject({ again: merge, comparison: { kind: 'identical' } })
    expect(await treeDigests(outputPath)).toEqual(await treeDigests(join(dir, 'week')))
  }
})

it('keeps a repetition that is cancelled while it is published or compared, and does not say how they compare', async () => {
  const { application, dir, merge } = await mergedWeek()
  const sources = await requestFor([join(dir, 'monday'), join(dir, 'tuesday')], join(dir, 'again'))
  const controller = new AbortController()
  const published: RunReport[] = []
  const task = {
    id: 'x',
    recipe: sources.recipe,
    output: sources.output,
    verify: true,
    acceptChanges: false,
    resume: false,
    compareWith: application.services.history.get(merge).outputPath,
  }
  const report = await runMerge(task, {
    signal: controller.signal,
    onProgress: ({ phase }) => {
      if (phase === 'publish') controller.abort()
    },
    onPlanned: () => undefined,
    onPublished: (told) => published.push(told),
  })
  expect(report).toMatchObject({ episodes: 5, comparison: { kind: 'unknown' } })
  expect(report.comparison).toMatchObject({
    reason: expect.stringMatching(/^cancelled while comparing/) as string,
  })
  expect(published).toMatchObject([{ ...report, comparison: { kind: 'unknown' } }])
  expect(await treeDigests(sources.output)).toEqual(await treeDigests(join(dir, 'week')))
})

it('warns of a changed source and says what changed; runs once that is accepted, and says what differs', async () => {
  const { application, dir, merge } = await mergedWeek()
  await rm(join(dir, 'tuesday'), { recursive: true })
  await cp(join(dir, 'wednesday'), join(dir, 'tuesday'), { recursive: true })
  const what = 'episodes 0, 1 of 2 are not what they were, 2 episodes more'
  const drift = [{ kind: 'unchanged' }, { kind: 'changed', what }]
  expect(await value(application, 'history.sources', { merge })).toEqual(drift)
  const refused = await ask(application, 'history.runAgain', { merge })
  expect(refused).toMatchObject({
    ok: false,
    error: { code: 'SOURCE_CHANGED', message: `tuesday: changed: ${what}`, details: { drift } },
  })
  const { state, merge: repeated } = await again(application, { merge, acceptChanges: true })
  expect(state).toMatchObject({
    kind: 'succeeded',
    report: { episodes: 7, comparison: { kind: 'different' } },
  })
  // The repetition has a history of its own: nothing changed since.
  expect(await value(application, 'history.sources', { merge: repeated })).toEqual([
    { kind: 'unchanged' },
    { kind: 'unchanged' },
  ])
  const comparison = await value(application, 'history.compare', { a: merge, b: repeated })
  expect(comparison.recipe.map(({ subject }) => subject)).toEqual(['Source 2, as it was'])
  expect(comparison.results.kind).toBe('different')
})

it('names a missing source, and runs once it was located', async () => {
  const { application, dir, merge } = await mergedWeek()
  await mkdir(join(dir, 'archive'))
  await rename(join(dir, 'tuesday'), join(dir, 'archive/tuesday'))
  expect(await value(application, 'history.sources', { merge })).toEqual([
    { kind: 'unchanged' },
    { kind: 'missing' },
  ])
  expect(await ask(application, 'history.runAgain', { merge })).toMatchObject({
    ok: false,
    error: { code: 'SOURCE_MISSING', message: 'tuesday: missing' },
  })
  const { id: place } = await application.services.places.admit(join(dir, 'archive/tuesday'))
  const { id: parent } = await application.services.places.admit(join(dir, 'archive'))
  const { state } = await again(application, {
    merge,
    relocated: [{ source: 1, place }],
    output: { parent, name: 'week' },
  })
  expect(state).toMatchObject({
    kind: 'succeeded',
    report: { output: { path: join(dir, 'archive/week') }, comparison: { kind: 'identical' } },
  })
  expect(
    await ask(application, 'history.runAgain', {
      merge,
      relocated: [{ source: 1, place }],
      output: { parent, name: 'week' },
    }),
  ).toMatchObject({ ok: false, error: { code: 'OUTPUT_EXISTS' } })
})

it('a source that cannot be opened any more is told with the reason', async () => {
  const { application, dir, merge } = await mergedWeek()
  await writeFile(join(dir, 'monday/meta/info.json'), 'not JSON')
  expect(await value(application, 'history.sources', { merge })).toMatchObject([
    { kind: 'unreadable', error: { code: 'JSON_INVALID' } },
    { kind: 'unchanged' },
  ])
})

it('hands a merge out as a draft, a recipe and a command', async () => {
  const { application, dir, merge } = await mergedWeek()
  const draft = await value(application, 'history.draft', { merge })
  expect(draft.output.name).toBe('week-again')
  expect(draft.sources).toHaveLength(2)
  const preview = await value(application, 'merge.preview', { draft, key: 'test' })
  expect(preview.plan?.totals.episodes).toBe(5)
  const { fileName, text } = await value(application, 'history.exportRecipe', { merge })
  expect(fileName).toBe('week.recipe.json')
  const imported = await value(application, 'history.importRecipe', { text })
  expect(imported).toEqual({ ...draft, output: { name: '' } })
  expect(await value(application, 'history.command', { merge })).toEqual({
    command: `episplice merge ${dir}/monday ${dir}/tuesday --out ${dir}/week`,
  })
  // Where nothing is, nothing is in the way of the name.
  await rm(join(dir, 'week'), { recursive: true })
  expect((await value(application, 'history.draft', { merge })).output.name).toBe('week')
})

it.each([
  ['', 'RECIPE_INVALID'],
  ['[]', 'RECIPE_INVALID'],
  ['{"episplice":"recipe/1","sources":[],"options":{}}', 'RECIPE_INVALID'],
  ['{"episplice":"recipe/1","sources":[{"name":"a","fingerprint":"f"}],"options":{}}', 'RECIPE_INVALID'],
])('refuses the recipe %j', async (text, code) => {
  const application = await startApplication()
  expect(await ask(application, 'history.importRecipe', { text })).toMatchObject({
    ok: false,
    error: { code },
  })
})

it('asks before a recipe opens on a desktop what nobody has opened there', async () => {
  const { application, dir, merge } = await mergedWeek()
  const { createApplication } = await import('#main/application.ts')
  const asked: (readonly string[])[] = []
  let answer = false
  const desktop = {
    mayOpen: (paths: readonly string[]) => {
      asked.push(paths)
      return Promise.resolve(answer)
    },
  } as unknown as Desktop
  const host = { ...application.services.host, desktop }
  const other = createApplication({ host, home: application.services.home })
  try {
    const { text } = await value(other, 'history.exportRecipe', { merge })
    expect(await ask(other, 'history.importRecipe', { text })).toMatchObject({ error: { code: 'CANCELLED' } })
    await other.services.places.choose(join(dir, 'monday'))
    answer = true
    expect((await value(other, 'history.importRecipe', { text })).sources).toHaveLength(2)
    expect(asked).toEqual([[join(dir, 'monday'), join(dir, 'tuesday')], [join(dir, 'tuesday')]])
    // That it has a name is no answer. What lies in the library is known.
    await value(other, 'history.importRecipe', { text })
    expect(asked).toHaveLength(3)
    await other.services.library.addRoot((await other.services.places.admit(dir)).id)
    await value(other, 'history.importRecipe', { text })
    expect(asked).toHaveLength(3)
  } finally {
    await other.close()
  }
})

it('shows entries from outside of what is served without a way to them', async () => {
  const { application, dir, merge } = await mergedWeek()
  await mkdir(join(dir, 'served'))
  const { createApplication } = await import('#main/application.ts')
  const host = { ...application.services.host, servedFolders: [join(dir, 'served')] }
  const served = createApplication({ host, home: application.services.home })
  try {
    const record = await value(served, 'history.get', { merge })
    expect(record.output).toBeUndefined()
    expect(record.mergeSources.map(({ place }) => place)).toEqual([undefined, undefined])
    expect(await value(served, 'history.sources', { merge })).toEqual([
      { kind: 'outside' },
      { kind: 'outside' },
    ])
    for (const [name, input] of [
      ['history.runAgain', { merge, acceptChanges: true }],
      ['history.draft', { merge }],
    ] as const)
      expect((await ask(served, name, input)).ok).toBe(false)
  } finally {
    await served.close()
  }
})
