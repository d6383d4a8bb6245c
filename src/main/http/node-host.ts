import { fork } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { runnerEntry } from '#main/build-folder.ts'
import { nodeFlags } from '#main/node-flags.ts'
import { SERVED_VARIABLE } from '#main/runner/served.ts'
import type { Host, RunnerEntry, RunnerProcess } from '#main/services/host.ts'

/** A host without a desktop: processes are forked Nodes, and everything lies in the served folders. */
export function nodeHost(servedFolders: readonly string[]): Host {
  const served = servedFolders.map((folder) => realpathSync(folder))
  return { kind: 'browser', fork: (entry) => forkNode(entry, served), servedFolders, desktop: undefined }
}

/** Starts an entry of ours as a process of its own, which reads below `served` only; anywhere without. */
export function forkNode(entry: RunnerEntry, served?: readonly string[]): RunnerProcess {
  // What this process was started with (a debugger, a test runner's hooks) is not for its children.
  const child = fork(runnerEntry(entry), {
    execArgv: [...nodeFlags],
    env: { ...process.env, ...(served === undefined ? {} : { [SERVED_VARIABLE]: JSON.stringify(served) }) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  return {
    send: (message) => {
      // It may be gone already; its exit says so.
      if (child.connected) child.send(message as object, () => undefined)
    },
    onMessage: (listener) => {
      child.on('message', listener)
    },
    onExit: (listener) => {
      // `close` comes after the last output and the last message.
      child.once('close', (code) => {
        listener(code ?? undefined)
      })
      // A process that could not be started closes nothing; other errors are followed by the end.
      child.on('error', () => {
        if (child.pid === undefined) listener(undefined)
      })
    },
    onOutput: (listener) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream?.setEncoding('utf8').on('data', listener)
      }
    },
    kill: () => {
      child.kill('SIGKILL')
    },
  }
}
