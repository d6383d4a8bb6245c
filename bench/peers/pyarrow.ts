import { run, settle, type Finished } from '../measure.ts'

const SCRIPT = new URL('pyarrow_merge.py', import.meta.url).pathname

/** A Python that has pyarrow. */
export interface Python {
  readonly command: string
  readonly pyarrow: string
}

/** `$EPISPLICE_BENCH_PYTHON`, else `python3`; undefined when it has no pyarrow and numpy. */
export async function findPython(): Promise<Python | undefined> {
  const command = process.env['EPISPLICE_BENCH_PYTHON'] ?? 'python3'
  try {
    const { stdout } = await run(
      command,
      ['-c', 'import numpy, pyarrow; print(pyarrow.__version__)'],
      environment(),
    )
    return { command, pyarrow: stdout.trim() }
  } catch {
    return undefined // The report says that the peer is missing.
  }
}

/** Merges the data files of `sources` with pyarrow alone: no statistics, no episode list, no checks. */
export async function mergeWithPyarrow(
  python: Python,
  sources: readonly string[],
  target: string,
): Promise<Finished> {
  await settle(target)
  const finished = await run(python.command, [SCRIPT, target, ...sources], environment())
  await settle(target)
  return finished
}

/** Some machines tune OpenBLAS for another processor; numpy then warns, or crashes. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE'].includes(name)),
  )
}
