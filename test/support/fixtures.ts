import { isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const testDir = fileURLToPath(new URL('../', import.meta.url))

/** The folder of a recorded dataset; an absolute path stays as it is. */
export function fixture(nameOrPath: string): string {
  return isAbsolute(nameOrPath) ? nameOrPath : join(testDir, 'fixtures', nameOrPath)
}

/** What the reference merger made. */
export function golden(name: string): string {
  return join(testDir, 'golden', name)
}
