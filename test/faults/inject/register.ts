import { writeFileSync } from 'node:fs'
import { intercept, type FsCall } from './intercept.ts'
import { childFaultSchema, type ChildFault } from './child-fault.ts'

/**
 * Loaded into a process that a test starts (`node --import register.ts`): counts its calls to the file system and lets
 * one of them be its last, or raises a signal there. What is run knows nothing of it.
 */
const fault: ChildFault = childFaultSchema.parse(JSON.parse(process.env['EPISPLICE_TEST_FAULT'] ?? '{}'))
let ticks = 0

/** A call has two ticks: before the system hears of it and after it has answered. */
function tick(): void {
  if (++ticks === fault.at) strike()
}

function strike(): void {
  if (fault.signal !== undefined) process.kill(process.pid, fault.signal)
  if (fault.disconnect === true) process.disconnect()
}

const isCounted = ({ path }: FsCall): boolean => path.startsWith(fault.below ?? '/')

await intercept({
  before: (call) => {
    if (!isCounted(call)) return undefined
    tick()
    if (fault.broken !== undefined && ticks >= (fault.at ?? 0) && changes.has(call.kind))
      return { errno: fault.broken }
    return fault.signal === 'SIGKILL' && ticks + 1 === fault.at && call.kind === 'write'
      ? { portion: 'half' }
      : undefined
  },
  after: (call) => {
    if (isCounted(call)) tick()
  },
})
const changes = new Set<FsCall['kind']>(['create', 'write', 'sync', 'mkdir', 'rename', 'rm', 'copyFile'])
process.on('exit', () => {
  if (fault.countTo !== undefined) writeFileSync(fault.countTo, String(ticks))
})
