import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { PageCallName } from '#shared/contract.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { scratchDir } from '../support/scratch.ts'
import { call, valueOf } from './support/call.ts'
import { openApp } from './support/open-app.ts'
import { startServer } from './support/server.ts'

const refusal = { ok: false, error: { code: 'UNAUTHORIZED' } }

/** The path of the page's own script. */
async function scriptOf(page: Page): Promise<string> {
  return new URL(await page.evaluate(() => document.querySelector('script')!.src)).pathname
}

it('opens with the printed address, and not without', async () => {
  const app = await openApp({ expectedErrors: [/401 \(Unauthorized\)/] })
  const { page, context, server } = app
  expect(page.url()).not.toContain('token')
  await page.getByRole('navigation').first().waitFor()
  const script = await scriptOf(page)
  expect(await page.evaluate('document.cookie')).toBe('')
  expect(await context.cookies()).toMatchObject([
    { httpOnly: true, sameSite: 'Strict', path: '/', expires: -1 },
  ])

  await context.clearCookies()
  expect((await page.goto(server.origin))?.status()).toBe(401)
  await page.getByText('episplice serve').waitFor()
  expect((await page.goto(`${server.origin}/?token=guess`))?.status()).toBe(401)
  expect(await call(app, 'app.host', {})).toMatchObject({ status: 401, result: refusal })
  for (const path of ['/events', '/media/x', script, '/index.html'])
    expect((await context.request.get(server.origin + path)).status(), path).toBe(401)
})

it('answers its own page only', async () => {
  const app = await openApp()
  const { context, server } = app
  expect(await call(app, 'app.host', {}, { origin: server.origin })).toMatchObject({
    status: 200,
    result: { ok: true, value: { host: 'browser', hasDialogs: false } },
  })
  const foreign = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    // Another port of this machine: the browser sends the cookie there, too.
    { origin: 'http://127.0.0.1:9' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site' },
  ]
  for (const headers of foreign) {
    expect(await call(app, 'app.host', {}, headers)).toMatchObject({ status: 403, result: refusal })
    for (const path of ['/events', '/media/x'])
      expect((await context.request.get(server.origin + path, { headers })).status(), path).toBe(403)
  }
  // A name of someone else's that was made to lead here.
  expect(await call(app, 'app.host', {}, { host: 'evil.example' })).toMatchObject({
    status: 421,
    result: refusal,
  })
  expect((await context.request.get(server.origin, { headers: { host: 'evil.example' } })).status()).toBe(421)
})

it('sends the headers that keep a page to itself, on every answer', async () => {
  const { context, page, server } = await openApp()
  for (const path of ['/', await scriptOf(page), '/nothing', '/media/x', '/api/app.host']) {
    const headers = (await context.request.get(server.origin + path)).headers()
    expect(headers['content-security-policy'], path).toContain("default-src 'none'; script-src 'self'")
    expect(headers['content-security-policy']).not.toContain('unsafe')
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
  }
})

it('takes JSON of a bounded size, for calls that a page may make', async () => {
  const app = await openApp()
  const post = (data: string, type = 'application/json') =>
    app.context.request.post(`${app.server.origin}/api/app.host`, {
      // Of a text Playwright would make JSON.
      data: Buffer.from(data),
      headers: { 'content-type': type },
    })
  expect((await post('{}', 'text/plain')).status()).toBe(415)
  expect((await post('{')).status()).toBe(400)
  expect((await post(`"${'x'.repeat(33 << 20)}"`)).status()).toBe(413)
  expect((await call(app, 'folders.drop' as PageCallName, { path: '/etc' } as never)).result).toMatchObject(
    refusal,
  )
  expect((await call(app, 'app.host', { more: 1 } as never)).result).toMatchObject({
    ok: false,
    error: { code: 'INPUT_INVALID' },
  })
  expect((await call(app, 'toString' as PageCallName, {})).result).toMatchObject({
    ok: false,
    error: { code: 'INPUT_INVALID' },
  })
})

it('shows what is in the served folders, and nothing outside of them', async () => {
  const app = await openApp({ datasets: ['pick_a'] })
  const outside = await scratchDir()
  await writeFile(join(outside, 'secret.parquet'), 'secret')
  await mkdir(join(app.root, 'inner/deeper'), { recursive: true })
  await symlink(outside, join(app.root, 'way-out'))
  await symlink(join(outside, 'secret.parquet'), join(app.root, 'secret.parquet'))
  await symlink('..', join(app.root, 'inner/up'))

  const top = await valueOf(app, 'folders.list', {})
  expect(top).toMatchObject({ ancestors: [], entries: [{ kind: 'folder', place: { path: app.root } }] })
  const root = top.entries[0]!.place
  const listing = await valueOf(app, 'folders.list', { folder: root.id })
  expect(listing.entries.map(({ kind, place }) => [kind, place.name])).toEqual([
    ['folder', 'inner'],
    ['dataset', 'pick_a'],
    ['file', 'README.md'],
  ])
  const inner = await valueOf(app, 'folders.list', { folder: listing.entries[0]!.place.id })
  expect(inner.folder?.path).toBe(join(app.root, 'inner'))
  expect(inner.ancestors).toEqual([root])
  // A link to above that stays inside is the folder that it leads to.
  expect(inner.entries.map(({ place }) => place.path)).toEqual([join(app.root, 'inner/deeper'), app.root])
})

it('cannot be led out by a name that was good once', async () => {
  const app = await openApp({ datasets: ['pick_a'] })
  const outside = await scratchDir()
  const top = await valueOf(app, 'folders.list', {})
  await mkdir(join(app.root, 'folder'))
  const listing = await valueOf(app, 'folders.list', { folder: top.entries[0]!.place.id })
  const folder = listing.entries.find(({ place }) => place.name === 'folder')!.place
  await rm(folder.path, { recursive: true })
  await symlink(outside, folder.path)
  for (const name of ['folders.list', 'library.open', 'parquet.open'] as const) {
    const input = name === 'folders.list' ? { folder: folder.id } : { place: folder.id }
    expect((await call(app, name, input as never)).result).toMatchObject({
      ok: false,
      error: { code: 'PLACE_OUTSIDE' },
    })
  }
  const unknown = 'a'.repeat(32) as PlaceId
  expect((await call(app, 'library.open', { place: unknown })).result).toMatchObject({
    ok: false,
    error: { code: 'PLACE_UNKNOWN' },
  })
  for (const id of ['/etc/passwd', '../..', `${app.root}/pick_a`, '%2e%2e', 'x\0'])
    expect((await call(app, 'library.open', { place: id })).result).toMatchObject({
      ok: false,
      error: { code: 'INPUT_INVALID' },
    })
})

it('reads nothing through links of a dataset that lead out', async () => {
  const app = await openApp({ datasets: ['pick_a', 'pick_b', 'pick_c'] })
  const outside = await scratchDir()
  const lead = async (dataset: string, file: string): Promise<void> => {
    await rename(join(app.root, dataset, file), join(outside, dataset))
    await symlink(join(outside, dataset), join(app.root, dataset, file))
  }
  await lead('pick_a', 'data/chunk-000/file-000.parquet')
  await lead('pick_b', 'meta/info.json')
  // A link that stays inside, as in the caches of hubs, is as good as a file.
  await rename(join(app.root, 'pick_c/data'), join(app.root, 'blobs'))
  await symlink('../blobs', join(app.root, 'pick_c/data'))
  const { entries } = await valueOf(app, 'folders.list', {
    folder: (await valueOf(app, 'folders.list', {})).entries[0]!.place.id,
  })
  const place = (name: string) => entries.find((entry) => entry.place.name === name)!.place.id
  for (const name of ['pick_a', 'pick_b']) {
    const calls = [
      await call(app, 'library.open', { place: place(name) }),
      await call(app, 'episodes.values', {
        place: place(name),
        episode: 0,
        series: [{ feature: 'action', element: 0 }],
      }),
    ]
    for (const { result } of calls)
      expect(result, name).toMatchObject({ ok: false, error: { code: 'PLACE_OUTSIDE' } })
  }
  expect((await call(app, 'library.open', { place: place('pick_c') })).result.ok).toBe(true)
})

it('does not go by another server’s names', async () => {
  const one = await openApp({ datasets: ['pick_a'] })
  const { place } = (await valueOf(one, 'folders.list', {})).entries[0]!
  // The same history, other folders: the name is known, what it names is not served.
  const other = await scratchDir()
  await one.page.goto('about:blank')
  await one.server.end()
  const server = await startServer({ home: one.home, roots: [other] })
  await one.page.goto(server.url)
  const { result } = await call({ context: one.context, server }, 'folders.list', { folder: place.id })
  expect(result).toMatchObject({ ok: false, error: { code: 'PLACE_OUTSIDE' } })
  await one.page.goto('about:blank')
  await server.end()
})

it('has no address that leads to a file of the machine', async () => {
  const { context, server } = await openApp({ datasets: ['pick_a'] })
  const tricks = [
    '/../../../../etc/passwd',
    '/..%2f..%2f..%2fetc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/assets/%2e%2e%2f%2e%2e%2fmain%2fcli.js',
    '/..\\..\\package.json',
    '//etc/passwd',
    '/file:///etc/passwd',
    '/index.html%00.js',
    '/media/..%2f..%2fetc%2fpasswd',
    '/media/%2fetc%2fpasswd',
    '/media/pick_a/meta/info.json',
  ]
  for (const trick of tricks)
    expect([400, 404], trick).toContain(await rawStatus(context, server.origin, trick))
})

/** As it is, without a browser tidying the address. */
async function rawStatus(context: BrowserContext, origin: string, path: string): Promise<number> {
  const [cookie] = await context.cookies()
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers: { cookie: `${cookie!.name}=${cookie!.value}` } }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}

it('warns on another address, and ends when asked to', async () => {
  const server = await startServer({
    home: await scratchDir(),
    roots: [await scratchDir()],
    args: ['--port', '0', '--listen', '0.0.0.0'],
  })
  expect(server.printed()).toContain('warning: listening on 0.0.0.0')
  const { port } = new URL(server.url)
  expect(server.printed()).toContain(`ssh -L ${port}:127.0.0.1:${port} ${hostname()}\n`)
  expect(new URL(server.url).hostname).toBe('localhost')
  expect(await server.end('SIGINT')).toBe(0)
})

it('takes the next port when its own is in use, and says so when the one asked for is', async () => {
  const [home, root] = [await scratchDir(), await scratchDir()]
  const first = await startServer({ home, roots: [root], args: [] })
  const second = await startServer({ home, roots: [root], args: [] })
  expect(Number(new URL(second.url).port)).toBeGreaterThan(Number(new URL(first.url).port))
  const port = new URL(first.url).port
  await expect(startServer({ home, roots: [root], args: ['--port', port] })).rejects.toThrow(
    /NOT_AVAILABLE: cannot listen on 127.0.0.1 port \d+: it is in use/,
  )
  await Promise.all([first.end(), second.end()])
})
