import { serveTasks } from '#engine/io/task-thread.ts'
import { alignedBlocks } from '#engine/io/uncached.ts'
import { runVideoTask, type VideoTask } from './video-task.ts'

const buffers = alignedBlocks(2)

serveTasks((task: VideoTask, options) => runVideoTask(task, options, buffers))
