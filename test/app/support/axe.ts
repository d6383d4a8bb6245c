import { source, type AxeResults, type RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Fails when axe finds anything on the page as it is, in the light or the dark theme. */
export async function expectAccessible(page: Page): Promise<void> {
  // Once for both themes; all of it in this page, not in one that is opened beside it.
  await page.evaluate(source)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.evaluate(settled)
    const { violations } = await page.evaluate((options) => window.axe.run(document, options), {
      // Of what is right only that it is: telling where it was found takes longer than finding it.
      resultTypes: ['violations'],
      // Themes differ in nothing but colours.
      ...(colorScheme === 'dark' && { runOnly: ['color-contrast', 'link-in-text-block'] }),
    } satisfies RunOptions)
    const told = violations.map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`,
    )
    expect(told, `axe, ${colorScheme}, ${page.url()}`).toEqual([])
  }
}

/** Self-contained: it is run in the page. Colours on their way from one theme to the other are neither's. */
async function settled(): Promise<void> {
  const running = document.getAnimations().filter((animation) => animation instanceof CSSTransition)
  await Promise.allSettled(running.map(({ finished }) => finished))
}

declare global {
  interface Window {
    readonly axe: { readonly run: (context: Document, options: RunOptions) => Promise<AxeResults> }
  }
}
