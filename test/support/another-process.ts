import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Starts `database-process.ts` and resolves when it printed a line; it is killed when the test is done. */
export async function anotherProcess(...args: string[]): Promise<{
  readonly child: ChildProcess
  readonly line: string
  readonly exited: Promise<number | null>
}> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'database-process.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
  })
  const line = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      if (text.includes('\n')) resolve(text.trim())
    })
    void exited.then(() => {
      reject(new Error(`it ended without a word: ${text}`))
    })
  })
  return { child, line, exited }
}
