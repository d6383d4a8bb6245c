import { describe, expect, it } from 'vitest'
import { judge } from './judge.ts'
import { dataFiles } from './data-files.ts'
import { episodeList } from './episodes.ts'
import { infoFile } from './info.ts'
import { tasksAndStats } from './tasks-stats.ts'
import { videoFiles } from './videos.ts'
import { otherWriters } from './writers.ts'

/** By what is bad about them. */
const corpus = {
  'info.json': infoFile,
  'tasks and statistics': tasksAndStats,
  'episode list': episodeList,
  'data files': dataFiles,
  'data files of other writers': otherWriters,
  'video files': videoFiles,
}

describe.each(Object.entries(corpus))('%s', (_, cases) => {
  it.each(cases)('$name', judge)
})

it('has enough cases, each under a name of its own', () => {
  const names = Object.values(corpus).flatMap((cases) => cases.map(({ name }) => name))
  expect(names.length).toBeGreaterThanOrEqual(200)
  expect(new Set(names).size).toBe(names.length)
})
