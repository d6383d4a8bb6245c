import { join } from 'node:path'
import type { Dataset } from '#engine/dataset/open.ts'

/** A file that is carried along: where it is, absolute, and where it comes in the result, with forward slashes. */
export interface SideFileTarget {
  readonly from: string
  readonly to: string
}

/** Side files of all sources, those of each below a folder of its own. */
export function sideFileTargets(datasets: readonly Dataset[]): SideFileTarget[] {
  const digits = String(datasets.length - 1).length
  return datasets.flatMap(({ dir, name, sideFiles }, source) => {
    const folder = `meta/sources/${String(source).padStart(digits, '0')}-${shortened(name)}`
    return sideFiles.map((file) => ({ from: join(dir, file), to: `${folder}/${file}` }))
  })
}

/** Behind a number, a name of 255 bytes would be longer than file systems take. */
function shortened(name: string): string {
  let short = name
  while (Buffer.byteLength(short) > 200) short = Array.from(short).slice(0, -1).join('')
  return short
}
