import { exitCodeOf, exitCodes, printError } from './output.ts'

/** What a command gets besides its arguments. */
export interface CommandContext {
  /** Aborted by Ctrl+C or a polite kill. */
  readonly signal: AbortSignal
}

/**
 * Runs a command: turns Ctrl+C into an abort, prints what it throws, and sets the exit code. The first signal
 * asks the command to clean up; the second ends the process.
 */
export async function runCommand(
  json: boolean,
  command: (context: CommandContext) => Promise<number | undefined>,
): Promise<void> {
  const controller = new AbortController()
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.cancelled)
    controller.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  try {
    process.exitCode = (await command({ signal: controller.signal })) ?? exitCodes.done
  } catch (error) {
    printError(json, error)
    process.exitCode = exitCodeOf(error)
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
}
