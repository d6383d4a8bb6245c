import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import type { Command } from '@commander-js/extra-typings'
import { EngineError } from '#shared/errors.ts'
import { runCommand } from '../run.ts'

const gather = (value: string, earlier: string[]): string[] => [...earlier, value]

/** `serve`: the application in a browser, for machines without a screen. */
export function addServe(program: Command): void {
  program
    .command('serve')
    .description('open the application in a browser, also for a machine without a screen')
    .option(
      '--root <dir>',
      'a folder to serve (repeatable; the current folder by default)',
      gather,
      [] as string[],
    )
    .option('--port <n>', 'the port to listen on (4747 or the next free one by default; 0 takes any)')
    .option('--listen <address>', 'another address of this machine than 127.0.0.1')
    .option('--open', 'open the browser of this machine')
    .addHelpText(
      'after',
      `
Only this machine can connect, and only with the address that is printed. From another one, use a tunnel:
  ssh -L 4747:127.0.0.1:4747 robot-server
Only what lies in the served folders can be seen or written.
Ctrl+C cancels what runs, waits until it is cleaned up, and ends.`,
    )
    .action((flags) =>
      runCommand(false, async ({ signal }) => {
        const port = parsePort(flags.port)
        const roots = await Promise.all((flags.root.length === 0 ? ['.'] : flags.root).map(servedFolder))
        const [{ createApplication }, { nodeHost }, { createServer, isLoopback }] = await Promise.all([
          import('#main/application.ts'),
          import('#main/http/node-host.ts'),
          import('#main/http/server.ts'),
        ])
        const application = createApplication({ host: nodeHost(roots) })
        try {
          const server = await createServer(application, { port, listen: flags.listen })
          if (flags.listen !== undefined && !isLoopback(flags.listen))
            process.stderr.write(warning(flags.listen, new URL(server.url).port))
          process.stdout.write(`Episplice is at ${server.url}\nCtrl+C ends it.\n`)
          if (flags.open === true) openBrowser(server.url)
          if (!signal.aborted) await once(signal, 'abort')
          process.stderr.write('\nEnding; a merge that runs is cancelled and cleaned up.\n')
          await server.close()
        } finally {
          await application.close()
        }
        return undefined
      }),
    )
}

async function servedFolder(root: string): Promise<string> {
  const isFolder = await stat(root).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (isFolder) return resolve(root)
  throw new EngineError('OPTION_INVALID', `--root ${root} is not a folder`)
}

function parsePort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text)
  throw new EngineError('OPTION_INVALID', `--port ${text} is not a port`, {
    hint: 'A number from 0 to 65535.',
  })
}

function warning(listen: string, port: string): string {
  const machine = listen === '0.0.0.0' || listen === '::' ? hostname() : listen
  return `warning: listening on ${listen}. Whoever can reach it and sees the address below can read and write the
served folders, and the connection is not encrypted: anyone on the way can read along. Prefer a tunnel:
  ssh -L ${port}:127.0.0.1:${port} ${machine}
`
}

/** A machine without a browser has the address on the terminal. */
function openBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url]
  spawn(command, args, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref()
}
