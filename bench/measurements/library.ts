import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApplication, type Application } from '#main/application.ts'
import { nodeHost } from '#main/http/node-host.ts'
import { mergeDraftSchema } from '#shared/model/merge.ts'
import { manyEpisodes, provide, sessions } from '../data/sets.ts'
import { fixtureFolder } from '../data/template.ts'
import { median } from '../measure.ts'
import { seconds, spread, type Line, type Section } from '../report.ts'
import type { Context } from './context.ts'

/** The application's own work: listing datasets, the first rows of a long list of episodes, a preview. */
export async function measureLibrary({ isQuick, say }: Context): Promise<Section> {
  const rounds = isQuick ? 2 : 5
  const folder = await mkdtemp(join(tmpdir(), 'episplice-bench-'))
  try {
    say('making 500 datasets to list')
    const root = join(folder, 'root')
    await makeDatasets(root, isQuick ? 50 : 500)
    const count = isQuick ? 5000 : 50_000
    const merged = await provide(manyEpisodes(count, 'merge'), say)
    const recorded = await provide(manyEpisodes(count, 'recorder'), say)
    const sources = await provide(sessions(isQuick ? 8 : 80), say)
    const runs = { cold: [], warm: [], merged: [], recorded: [], first: [], again: [] } as Record<
      'cold' | 'warm' | 'merged' | 'recorded' | 'first' | 'again',
      number[]
    >
    for (let round = 0; round < rounds; round++) {
      say(`listing, paging and previewing, round ${round + 1} of ${rounds}`)
      const home = join(folder, `home-${round}`)
      runs.cold.push(await withApplication(home, root, list))
      runs.warm.push(await withApplication(home, root, list))
      const firstRows = (path: string): Promise<number> =>
        withApplication(home, path, (application) => pageOf(application, path))
      runs.merged.push(await firstRows(merged.datasets[0]!))
      runs.recorded.push(await firstRows(recorded.datasets[0]!))
      const [first, again] = await withApplication(home, join(sources.datasets[0]!, '..'), (application) =>
        previews(application, sources.datasets),
      )
      runs.first.push(first)
      runs.again.push(again)
    }
    const line = (what: string, values: readonly number[]): Line => ({
      what,
      value: seconds(median(values)),
      remark: spread(values),
    })
    return {
      title: `The application: ${isQuick ? 50 : 500} datasets, ${count} episodes, ${sources.datasets.length} sources`,
      lines: [
        line('list datasets that were never seen', runs.cold),
        line('list them again after a restart', runs.warm),
        line('first rows of a list written by a merge', runs.merged),
        line('first rows of a list written by the recorder', runs.recorded),
        line('preview of a merge, nothing opened yet', runs.first),
        line('preview of it under another name', runs.again),
      ],
      figures: {
        library_cold_s: median(runs.cold),
        library_warm_s: median(runs.warm),
        first_rows_50k_s: median(runs.merged),
        first_rows_50k_recorded_s: median(runs.recorded),
        preview_first_s: median(runs.first),
        preview_again_s: median(runs.again),
      },
      notes: [
        'Listing and first rows include the start of the reading process where it is needed; checking health goes on behind.',
      ],
      runs: {
        library_cold_s: runs.cold,
        library_warm_s: runs.warm,
        first_rows_50k_s: runs.merged,
        first_rows_50k_recorded_s: runs.recorded,
        preview_first_s: runs.first,
        preview_again_s: runs.again,
      },
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function makeDatasets(root: string, count: number): Promise<void> {
  const fixture = fixtureFolder('pick_b')
  for (let i = 0; i < count; i++) {
    const day = join(root, `day-${i % 20}`)
    await mkdir(day, { recursive: true })
    await cp(fixture, join(day, `session-${i}`), { recursive: true })
  }
}

async function withApplication<T>(
  home: string,
  served: string,
  work: (application: Application) => Promise<T>,
): Promise<T> {
  const application = createApplication({ host: nodeHost([served]), home })
  try {
    return await work(application)
  } finally {
    await application.close()
  }
}

/** Until nothing is being looked for. */
async function list({ services: { library } }: Application): Promise<number> {
  const start = performance.now()
  library.list()
  await library.settled()
  const { datasets, isScanning } = library.list()
  const taken = (performance.now() - start) / 1000
  if (isScanning || datasets.length === 0) throw new Error('the library is not settled')
  return taken
}

async function pageOf({ services: { reader } }: Application, path: string): Promise<number> {
  // As when the library was shown before: the process runs, and has opened nothing.
  await reader.request('frameCount', { path: `${path}/none` }).catch(() => undefined)
  const start = performance.now()
  const { rows } = await reader.request('episodes', { path, from: 0, count: 100 })
  if (rows.length !== 100) throw new Error(`${rows.length} rows`)
  return (performance.now() - start) / 1000
}

async function previews(
  { services: { drafts, places } }: Application,
  sources: readonly string[],
): Promise<[number, number]> {
  const named = await Promise.all(sources.map((path) => places.admit(path)))
  const parent = await places.admit(join(sources[0]!, '..'))
  const took = async (name: string): Promise<number> => {
    const draft = mergeDraftSchema.parse({
      sources: named.map(({ id }) => ({ place: id })),
      options: {},
      output: { parent: parent.id, name },
    })
    const start = performance.now()
    const { plan } = await drafts.preview(draft, 'bench', new AbortController().signal)
    if (plan === undefined) throw new Error('no plan')
    return (performance.now() - start) / 1000
  }
  return [await took('week'), await took('week-2')]
}
