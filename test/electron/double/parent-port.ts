// Loaded with `node --import` into what `utilityProcess.fork` starts: gives the forked Node the parentPort that
// Electron gives a utility process.
import { EventEmitter } from 'node:events'

class ParentPort extends EventEmitter {
  postMessage(message: unknown): void {
    process.send?.(message)
  }
}

const port = new ParentPort()
process.on('message', (data) => port.emit('message', { data, ports: [] }))
process.on('disconnect', () => {
  process.exit()
})
Object.defineProperty(process, 'parentPort', { value: port })
