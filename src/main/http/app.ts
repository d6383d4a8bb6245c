import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { contentSecurityPolicy } from '#shared/content-security-policy.ts'
import type { ErrorCode } from '#shared/errors.ts'
import type { Application } from '#main/application.ts'
import type { CookieSession } from './cookie-session.ts'
import { eventStream } from './event-stream.ts'
import type { PageFiles } from '#main/page-files.ts'
import { isOwnHost, isSameOrigin } from './trusted-request.ts'

/** The largest input of a call: a recipe as text, or a draft with every episode of a large merge chosen. */
const MAX_BODY_BYTES = 32 << 20

/** What the routes are made from. */
export interface Served {
  readonly application: Pick<Application, 'dispatch' | 'events' | 'services'>
  readonly session: CookieSession
  readonly page: PageFiles
  /** The address that the server listens on. */
  readonly listen: string
}

/**
 * The contract over HTTP: `POST /api/<call>`, `GET /events`, `GET /media/<id>`, and the page itself. Everything needs
 * the cookie, which opening `/?token=…` gives; everything but the page also has to come from the page.
 */
export function httpApp({ application, session, page, listen }: Served): Hono {
  const app = new Hono()
  app.use(async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(securityHeaders)) c.res.headers.set(name, value)
  })
  app.use(async (c, next) => {
    if (!isOwnHost(c.req.header('host'), listen))
      return refuse(421, 'UNAUTHORIZED', 'this server is not known by that name')
    const token = c.req.path === '/' ? c.req.query('token') : undefined
    if (token !== undefined && session.isToken(token)) {
      c.header('set-cookie', session.cookie())
      return c.redirect('/', 303)
    }
    if (session.isSignedIn(c.req.header('cookie'))) return next()
    return c.req.path === '/' ? c.html(signIn, 401) : refuse(401, 'UNAUTHORIZED', 'sign in first')
  })
  for (const path of ['/api/*', '/events', '/media/*']) {
    app.use(path, async (c, next) =>
      isSameOrigin(c.req.raw.headers)
        ? next()
        : refuse(403, 'UNAUTHORIZED', 'only the page of this server may ask for that'),
    )
  }
  const tooLarge = () => refuse(413, 'INPUT_INVALID', `more than ${MAX_BODY_BYTES} bytes of input`)
  app.post('/api/:call', bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge }), async (c) => {
    if (!/^application\/json\b/.test(c.req.header('content-type') ?? ''))
      return refuse(415, 'INPUT_INVALID', 'input is JSON')
    const input = parseJson(await c.req.text())
    if (input === undefined) return refuse(400, 'INPUT_INVALID', 'the input is not JSON')
    const { signal } = c.req.raw
    return c.json(await application.dispatch(c.req.param('call'), input.json, 'page', { signal }), 200, {
      'cache-control': 'no-store',
    })
  })
  app.get('/media/*', (c) => application.services.media.respond(c.req.raw))
  app.get('/events', (c) => eventStream(application.events, c.req.raw))
  app.get('*', async (c) => (await page(c.req.path)) ?? c.notFound())
  return app
}

/** On every answer. */
const securityHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

function parseJson(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) }
  } catch {
    return undefined // The caller says so.
  }
}

function refuse(status: number, code: ErrorCode, message: string): Response {
  return Response.json(
    { ok: false, error: { code, message } },
    { status, headers: { 'cache-control': 'no-store' } },
  )
}

/** Someone who followed a link from elsewhere has the cookie, which the browser sends only from here on. */
const signIn = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Episplice</title></head>
<body><h1>Episplice</h1><p>Open the address that <code>episplice serve</code> printed: it lets you in.</p>
<p><a href="/">I have done so in this browser</a></p></body></html>
`
