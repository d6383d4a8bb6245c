// Loaded with `node --import` into what `utilityProcess.fork` starts: gives the forked Node the parentPort that
// Electron gives a utility process.
import { EventEmitter } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'

class ParentPort extends EventEmitter {
  #posting = Promise.resolve()

  /**
   * In Electron the end of a process goes another way than its messages and may overtake them, and what comes after it is
   * dropped. Here a message leaves only after some turns of the event loop: whoever ends before it was answered loses it.
   */
  postMessage(message: unknown): void {
    const copy = structuredClone(message)
    this.#posting = this.#posting.then(async () => {
      for (let turn = 0; turn < 10; turn++) await nextTurn()
      process.send?.(copy)
    })
  }
}

const port = new ParentPort()
process.on('message', (data) => port.emit('message', { data, ports: [] }))
process.on('disconnect', () => {
  process.exit()
})
Object.defineProperty(process, 'parentPort', { value: port })
