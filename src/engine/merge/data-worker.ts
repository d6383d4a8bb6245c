import { serveTasks } from '#engine/io/task-thread.ts'
import { alignedBlocks } from '#engine/io/uncached.ts'
import type { DataTask } from './data-task.ts'
import { writeDataFile } from './write-data.ts'

/** Each thread has its own; larger ones would make nothing faster. */
const BLOCK_BYTES = 1 << 20

const blocks = alignedBlocks(2, BLOCK_BYTES)

serveTasks((task: DataTask, options) => writeDataFile(task, options, blocks))
