import type { Page } from 'playwright-core'
import type { PageCallName } from '#shared/contract.ts'
import type { AppError } from '#shared/errors.ts'

/** Lets a call of a page fail, as it would when the reading process ended, until the returned function mends it. */
export async function breakCall(page: Page, name: PageCallName): Promise<() => Promise<void>> {
  const error: AppError = { code: 'READER_CRASHED', message: 'the reading process ended' }
  const address = `**/api/${name}`
  await page.route(address, (route) => route.fulfill({ json: { ok: false, error } }))
  return () => page.unroute(address)
}
