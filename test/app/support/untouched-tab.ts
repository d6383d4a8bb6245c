import type { Browser } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'

/** A tab that Playwright knows nothing of: those that it opens say that they are visible even when they are not. */
export interface UntouchedTab {
  readonly evaluate: <T, A>(run: (argument: A) => T | Promise<T>, argument: A) => Promise<T>
  readonly press: (key: string) => Promise<void>
  /** Brings another tab before it. */
  readonly hide: () => Promise<void>
  readonly show: () => Promise<void>
}

/** What the tab says to a command; without an id: to nothing that was asked. */
interface Answer {
  readonly id?: number
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/** Opens a tab in a context of its own; it is closed with the test. */
export async function openUntouchedTab(browser: Browser, url: string): Promise<UntouchedTab> {
  const session = await browser.newBrowserCDPSession()
  const { browserContextId } = await session.send('Target.createBrowserContext')
  onTestFinished(async () => {
    await session.send('Target.disposeBrowserContext', { browserContextId })
    await session.detach()
  })
  const { targetId } = await session.send('Target.createTarget', { url, browserContextId })
  const { targetId: other } = await session.send('Target.createTarget', {
    url: 'about:blank',
    browserContextId,
  })
  const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false })

  let last = 0
  const send = async (method: string, params: object): Promise<unknown> => {
    const id = ++last
    const answer = new Promise<Answer>((resolve) => {
      session.on('Target.receivedMessageFromTarget', function receive({ message }) {
        const parsed = JSON.parse(message) as Answer
        if (parsed.id !== id) return
        session.off('Target.receivedMessageFromTarget', receive)
        resolve(parsed)
      })
    })
    await session.send('Target.sendMessageToTarget', {
      sessionId,
      message: JSON.stringify({ id, method, params }),
    })
    const { result, error } = await answer
    if (error !== undefined) throw new Error(`${method}: ${error.message}`)
    return result
  }
  const evaluate: UntouchedTab['evaluate'] = async <T, A>(
    run: (argument: A) => T | Promise<T>,
    argument: A,
  ) => {
    const expression = `(${run.toString()})(${JSON.stringify(argument)})`
    const answer = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    const { result, exceptionDetails } = answer as {
      result: { value: T }
      exceptionDetails?: { exception?: { description?: string } }
    }
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description)
    return result.value
  }
  const bring = async (target: string, state: DocumentVisibilityState): Promise<void> => {
    await session.send('Target.activateTarget', { targetId: target })
    await expect
      .poll(() => evaluate(() => document.visibilityState, undefined), { timeout: 20_000 })
      .toBe(state)
  }
  await bring(targetId, 'visible')
  return {
    evaluate,
    // As a window without the focus gets none from outside.
    press: (key) =>
      evaluate((pressed) => {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: pressed, bubbles: true }))
      }, key),
    hide: () => bring(other, 'hidden'),
    show: () => bring(targetId, 'visible'),
  }
}
