import { basename, join } from 'node:path'

const here = import.meta.dirname
/** The sources run as they are during development; everything else runs from the build. */
const isSource = import.meta.filename.endsWith('.ts')
/** `out`, whatever chunk of the build this code went into. */
const out = isSource ? join(here, '../../out') : join(here, /[\\/]chunks$/.test(here) ? '../..' : '..')

/** The entry of a process of ours: beside the command line in the build, or its source. */
export function runnerEntry(name: 'job' | 'reader'): string {
  return isSource ? join(here, 'runner', `${name}.ts`) : join(out, 'main', `${name}.js`)
}

/** The programs of the threads that a large merge is divided among, in the same way. */
export const threadPrograms: readonly string[] = [
  'merge/data-worker',
  'stats/row-stats-worker',
  'video/video-worker',
].map((name) =>
  isSource ? join(here, '../engine', `${name}.ts`) : join(out, 'main', `${basename(name)}.js`),
)

/** The built preload script of a window. */
export const preloadScript = join(out, 'preload', 'index.cjs')

/** Where the built page is. */
export const rendererFolder = join(out, 'renderer')
