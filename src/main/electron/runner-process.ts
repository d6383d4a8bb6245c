import { utilityProcess } from 'electron'
import { runnerEntry } from '#main/build-folder.ts'
import type { RunnerEntry, RunnerProcess } from '#main/services/host.ts'

/** Starts an entry of ours as a utility process, which the fuse `runAsNode: false` leaves as the only way. */
export function forkUtility(entry: RunnerEntry): RunnerProcess {
  const child = utilityProcess.fork(runnerEntry(entry), [], {
    stdio: 'pipe',
    serviceName: `Episplice ${entry}`,
  })
  return {
    send: (message) => {
      child.postMessage(message)
    },
    onMessage: (listener) => {
      child.on('message', listener)
    },
    onExit: (listener) => {
      // A message posted from within this listener crashed Electron 44; the services only note the end.
      child.once('exit', listener)
    },
    onOutput: (listener) => {
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
