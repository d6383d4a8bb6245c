import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { protocol } from 'electron'
import { contentSecurityPolicy } from '#shared/content-security-policy.ts'

/** The page's own scheme. Never `file:`, whose pages may read any file. */
export const SCHEME = 'app'
/** The only origin that this application's pages have. */
export const ORIGIN = `${SCHEME}://bundle`

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

/** Declares the scheme. Must be called before the application is ready. `stream` is what lets `<video>` seek. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
    },
  ])
}

/**
 * Serves the page's files from `bundle` and everything below `/media/` through `media`. One origin for both: pictures
 * may be read into a canvas without CORS, and addresses are the same as in the browser host.
 */
export function serveScheme(bundle: string, media: (request: Request) => Promise<Response>): void {
  protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url)
    const { initiatorOrigin } = request as { readonly initiatorOrigin?: string }
    if (initiatorOrigin !== undefined && initiatorOrigin !== ORIGIN) return refusal(403)
    if (url.host !== 'bundle') return refusal(404)
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405)
    if (url.pathname.startsWith('/media/')) return media(request)
    return page(bundle, url.pathname, request)
  })
}

async function page(bundle: string, pathname: string, request: Request): Promise<Response> {
  const path = insideBundle(bundle, pathname === '/' ? '/index.html' : pathname)
  const type = path === undefined ? undefined : types[extname(path)]
  if (path === undefined || type === undefined) return refusal(404)
  const body = await readFile(path).catch(() => undefined)
  if (body === undefined) return refusal(404)
  return new Response(request.method === 'HEAD' ? null : body, {
    headers: {
      'content-type': type,
      'content-length': String(body.length),
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
    },
  })
}

function insideBundle(bundle: string, pathname: string): string | undefined {
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    return undefined
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return undefined
  const path = normalize(join(bundle, decoded))
  return path.startsWith(bundle + sep) ? path : undefined
}

function refusal(status: number): Response {
  return new Response(null, { status })
}
