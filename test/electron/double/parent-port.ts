// Loaded with `node --import` into what `utilityProcess.fork` starts: gives the forked Node the parentPort that
// Electron gives a utility process.
import { EventEmitter } from 'node:events'

/** How long a message takes. */
const WAY_MS = 5

class ParentPort extends EventEmitter {
  /**
   * In Electron the end of a process goes another way than its messages and may overtake them, and what comes after it is
   * dropped. Here a message takes its time: whoever ends before it was answered loses it.
   */
  postMessage(message: unknown): void {
    setTimeout((copy) => process.send?.(copy), WAY_MS, structuredClone(message))
  }
}

const port = new ParentPort()
process.on('message', (data) => port.emit('message', { data, ports: [] }))
process.on('disconnect', () => {
  process.exit()
})
Object.defineProperty(process, 'parentPort', { value: port })
