import type { Page } from 'playwright-core'

/** Goes on by Tab (or by `key`) until what has the focus is called so. Throws where that leads nowhere. */
export async function tabTo(page: Page, name: RegExp, key = 'Tab'): Promise<void> {
  const passed: string[] = []
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press(key)
    const label = await page.evaluate(() => {
      const { activeElement: element } = document
      const labelled = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined
      return element?.getAttribute('aria-label') ?? labelled ?? element?.textContent ?? ''
    })
    if (name.test(label)) return
    passed.push(label)
  }
  throw new Error(`no ${key} leads to ${String(name)}, but to ${passed.join(' | ')}`)
}
