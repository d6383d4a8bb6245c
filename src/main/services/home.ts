import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** What decides where the application keeps its own files. */
export interface HomeSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  readonly userHome: string
}

/**
 * The folder of history, settings and caches: `EPISPLICE_HOME`, or the platform's own place for data of programs.
 * Absolute; it need not exist.
 */
export function homeFolder(
  env: HomeSurroundings['env'] = process.env,
  { platform, userHome }: Omit<HomeSurroundings, 'env'> = { platform: process.platform, userHome: homedir() },
): string {
  const chosen = env['EPISPLICE_HOME']
  if (chosen !== undefined && chosen !== '') return resolve(chosen)
  if (platform === 'darwin') return join(userHome, 'Library', 'Application Support', 'Episplice')
  if (platform === 'win32') return join(env['APPDATA'] ?? join(userHome, 'AppData', 'Roaming'), 'Episplice')
  // The XDG rules: a relative path in the variable is to be ignored.
  const data = env['XDG_DATA_HOME']
  return join(data?.startsWith('/') === true ? data : join(userHome, '.local', 'share'), 'episplice')
}
