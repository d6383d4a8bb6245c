import { serveTasks } from '#engine/io/task-thread.ts'
import type { Feature } from '#engine/dataset/info.ts'
import { rowStats, type RowStatsOptions } from './row-stats.ts'
import type { StatsTask } from './parallel-row-stats.ts'

serveTasks(async ({ dir, files, features }: StatsTask, options: RowStatsOptions) => [
  ...(await rowStats(dir, files, new Map<string, Feature>(features), options)),
])
