import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Electron's own program where it is installed, as its package finds it; else why there is none. */
export function findElectron(): { readonly path: string } | { readonly missing: string } {
  const installed = join(import.meta.dirname, '../../node_modules/electron')
  const pathFile = join(installed, 'path.txt')
  const elsewhere = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  if (elsewhere === undefined && !existsSync(pathFile))
    return { missing: 'its binary is not installed (npm start fetches it where GitHub can be reached)' }
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron'
  const path = join(elsewhere ?? join(installed, 'dist'), name)
  return existsSync(path) ? { path } : { missing: `there is no ${path}` }
}
