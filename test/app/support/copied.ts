import type { Page } from 'playwright-core'

/** What the page puts on the clipboard when it is asked for a link to its moment, and says so; empty when that is nothing. */
export async function copiedLink(page: Page, says = 'Link copied'): Promise<string> {
  const copied = await page.evaluateHandle(() => {
    const kept = { text: '' }
    // Of its own: whatever else runs on this machine may use the clipboard.
    navigator.clipboard.writeText = (text) => {
      kept.text = text
      return Promise.resolve()
    }
    return kept
  })
  await page.getByRole('button', { name: 'Copy link to this moment' }).click()
  await page.getByText(says).waitFor()
  return await copied.evaluate(({ text }) => text)
}
