import { basename, dirname, join } from 'node:path'
import { exists } from '#engine/io/disk.ts'

/** Names above this length would not fit into every file system once a staging area is made beside them. */
const MAX_STEM = 200

/**
 * Where a repeated merge goes unless the user says otherwise: `NAME-again` beside the earlier result, `NAME-again-2`
 * when that is taken, and so on. Repeating a repetition counts on.
 */
export async function nextOutput(earlier: string, isTaken = exists): Promise<string> {
  const name = basename(earlier)
  const stem = (/^(.+)-again(?:-\d+)?$/s.exec(name)?.[1] ?? name).slice(0, MAX_STEM)
  for (let n = 1; ; n++) {
    const path = join(dirname(earlier), n === 1 ? `${stem}-again` : `${stem}-again-${n}`)
    if (!(await isTaken(path))) return path
  }
}
