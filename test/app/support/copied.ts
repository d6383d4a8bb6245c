import type { Page } from 'playwright-core'

/** What the page puts on the clipboard while something is done; empty when that is nothing. */
export async function copiedBy(page: Page, act: () => Promise<void>): Promise<string> {
  const copied = await page.evaluateHandle(() => {
    const kept = { text: '' }
    // Of its own: whatever else runs on this machine may use the clipboard.
    navigator.clipboard.writeText = (text) => {
      kept.text = text
      return Promise.resolve()
    }
    return kept
  })
  await act()
  return await copied.evaluate(({ text }) => text)
}
