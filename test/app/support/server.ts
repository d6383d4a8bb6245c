import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** How to start `episplice serve`. */
export interface ServeOptions {
  readonly home: string
  readonly roots: readonly string[]
  readonly args?: readonly string[] | undefined
}

/** A server at work: the built command line, as a process of its own. */
export interface Server {
  /** As printed, with the token. */
  readonly url: string
  /** Without path and token. */
  readonly origin: string
  readonly process: ChildProcess
  /** What it has printed so far. */
  readonly printed: () => string
  /** Ends it and resolves with its exit code. */
  readonly end: (signal?: NodeJS.Signals) => Promise<number | null>
}

/** Starts the server of the build that `EPISPLICE_BUILD` names on any free port and waits until it says where it is. */
export async function startServer({ home, roots, args = ['--port', '0'] }: ServeOptions): Promise<Server> {
  const cli = join(process.env['EPISPLICE_BUILD']!, 'main/cli.js')
  const child = spawn(
    process.execPath,
    [cli, 'serve', ...roots.flatMap((root) => ['--root', root]), ...args],
    { env: { ...process.env, EPISPLICE_HOME: home }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let printed = ''
  const url = await new Promise<string>((resolve, reject) => {
    const read = (text: string): void => {
      printed += text
      const address = /http:\/\/\S+/.exec(printed)?.[0]
      if (address !== undefined && printed.includes('\n', printed.indexOf(address))) resolve(address)
    }
    child.stdout.setEncoding('utf8').on('data', read)
    child.stderr.setEncoding('utf8').on('data', (text: string) => (printed += text))
    child.once('exit', (code) => {
      reject(new Error(`episplice serve ended with ${String(code)}: ${printed}`))
    })
  })
  return {
    url,
    origin: new URL(url).origin,
    process: child,
    printed: () => printed,
    end: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      child.kill(signal)
      await once(child, 'close')
      return child.exitCode
    },
  }
}
