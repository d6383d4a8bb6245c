import { utilityProcess } from 'electron'
import { runnerEntry } from '#main/build-folder.ts'
import { nodeFlags } from '#main/node-flags.ts'
import type { RunnerEntry, RunnerProcess } from '#main/services/host.ts'

/** Starts an entry of ours as a utility process, which the fuse `runAsNode: false` leaves as the only way. */
export function forkUtility(entry: RunnerEntry): RunnerProcess {
  const child = utilityProcess.fork(runnerEntry(entry), [], {
    stdio: 'pipe',
    serviceName: `Episplice ${entry}`,
    // They become switches of Chromium's, which hands V8 its flags by one switch.
    execArgv: [`--js-flags=${nodeFlags.join(' ')}`],
  })
  let hasEnded = false
  child.once('exit', () => {
    hasEnded = true
  })
  let print = (_text: string): void => undefined
  // Comes before the exit when V8 cannot go on, out of memory above all; without a listener it would end this process,
  // too.
  child.on('error', (type, location) => {
    print(`${type}: ${location}\n`)
  })
  return {
    send: (message) => {
      // A message posted from within the listener of the exit crashed Electron 44.
      if (!hasEnded) child.postMessage(message)
    },
    onMessage: (listener) => {
      child.on('message', listener)
    },
    onExit: (listener) => {
      child.once('exit', listener)
    },
    onOutput: (listener) => {
      print = listener
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', (chunk: Buffer) => {
          listener(chunk.toString('utf8'))
        })
      }
    },
    kill: () => {
      child.kill()
    },
  }
}
