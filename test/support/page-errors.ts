import type { BrowserContext, Page } from 'playwright-core'

/** What the pages of a context threw or wrote into their consoles as errors. */
export interface PageErrors {
  readonly found: readonly string[]
  /** Messages that are no errors; may be added to. */
  readonly expected: RegExp[]
}

/** Collects the errors of all pages of a context, those that are open and those that are opened. */
export function collectPageErrors(context: BrowserContext, expected: readonly RegExp[] = []): PageErrors {
  const errors = { found: [] as string[], expected: [...expected] }
  const note = (text: string): void => {
    if (!errors.expected.some((pattern) => pattern.test(text))) errors.found.push(text)
  }
  const listen = (page: Page): void => {
    page.on('pageerror', (error) => {
      note(error.stack ?? error.message)
    })
    page.on('console', (message) => {
      if (message.type() === 'error') note(`${message.text()} (${message.location().url})`)
    })
  }
  for (const page of context.pages()) listen(page)
  context.on('page', listen)
  return errors
}
