import { serveTasks } from '#engine/io/task-thread.ts'
import { writeDataFile } from './write-data.ts'

serveTasks(writeDataFile)
