import { protocol } from 'electron'
import { contentSecurityPolicy } from '#shared/content-security-policy.ts'
import { pageFiles } from '#main/page-files.ts'

/** The page's own scheme. Never `file:`, whose pages may read any file. */
export const SCHEME = 'app'
/** The only origin that this application's pages have. */
export const ORIGIN = `${SCHEME}://bundle`

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
export async function serveScheme(
  bundle: string,
  media: (request: Request) => Promise<Response>,
): Promise<void> {
  const page = await pageFiles(bundle)
  protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url)
    const { initiatorOrigin } = request as { readonly initiatorOrigin?: string }
    if (initiatorOrigin !== undefined && initiatorOrigin !== ORIGIN) return refusal(403)
    if (url.host !== 'bundle') return refusal(404)
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405)
    if (url.pathname.startsWith('/media/')) return media(request)
    const found = await page(url.pathname)
    if (found === undefined) return refusal(404)
    found.headers.set('content-security-policy', contentSecurityPolicy)
    found.headers.set('x-content-type-options', 'nosniff')
    return request.method === 'HEAD' ? new Response(null, found) : found
  })
}

function refusal(status: number): Response {
  return new Response(null, { status })
}
