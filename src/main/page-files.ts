import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
}

/** Answers the files of the built page by address. */
export type PageFiles = (path: string) => Promise<Response | undefined>

/**
 * Makes the list of what is served: an address is looked up in it and never joined to a folder, so none leads out.
 */
export async function pageFiles(folder: string): Promise<PageFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [`/${relative(folder, path).split(sep).join('/')}`, path]),
  )
  return async (address) => {
    const path = files.get(address === '/' ? '/index.html' : address)
    const type = path === undefined ? undefined : types[extname(path)]
    if (path === undefined || type === undefined) return undefined
    return new Response(await readFile(path), {
      headers: {
        'content-type': type,
        // Names of assets change with their content.
        'cache-control': address.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store',
      },
    })
  }
}
