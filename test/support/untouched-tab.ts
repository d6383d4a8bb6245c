import type { Browser } from 'playwright-core'

/**
 * A tab that Playwright knows nothing of. Those that it opens say that they are visible even when they are not, and keep
 * every answer of the network for whoever asks.
 */
export interface UntouchedTab {
  readonly evaluate: <T, A>(run: (argument: A) => T | Promise<T>, argument: A) => Promise<T>
  readonly press: (key: string) => Promise<void>
  /** One command of the protocol to the tab. */
  readonly send: (method: string, params?: object) => Promise<unknown>
  /** Brings another tab before it. */
  readonly hide: () => Promise<void>
  readonly show: () => Promise<void>
  /** What its page threw or wrote into its console as an error. */
  readonly errors: readonly string[]
  readonly close: () => Promise<void>
}

/** What the tab says to a command. */
interface Answer {
  readonly id: number
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/** What the tab says without being asked, as far as it is about errors. */
type TabEvent =
  | { readonly method: 'Runtime.exceptionThrown'; readonly params: { exceptionDetails: ExceptionDetails } }
  | {
      readonly method: 'Runtime.consoleAPICalled'
      readonly params: { type: string; args: readonly { value?: unknown; description?: string }[] }
    }
  | {
      readonly method: 'Log.entryAdded'
      readonly params: { entry: { level: string; text: string; url?: string } }
    }

interface ExceptionDetails {
  readonly text?: string
  readonly exception?: { readonly description?: string }
}

/** Opens a tab in a context of its own. */
export async function openUntouchedTab(browser: Browser, url: string): Promise<UntouchedTab> {
  const session = await browser.newBrowserCDPSession()
  const { browserContextId } = await session.send('Target.createBrowserContext')
  const { targetId } = await session.send('Target.createTarget', { url: 'about:blank', browserContextId })
  const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false })

  let last = 0
  const send = async (method: string, params: object = {}): Promise<unknown> => {
    const id = ++last
    const answer = new Promise<Answer>((resolve) => {
      session.on('Target.receivedMessageFromTarget', function receive({ message }) {
        const parsed = JSON.parse(message) as Answer | TabEvent
        if (!('id' in parsed) || parsed.id !== id) return
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
      exceptionDetails?: ExceptionDetails
    }
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description)
    return result.value
  }
  const bring = async (target: string, state: DocumentVisibilityState): Promise<void> => {
    await session.send('Target.activateTarget', { targetId: target })
    await evaluate(becomes, state)
  }
  const errors: string[] = []
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const error = errorOf(JSON.parse(message) as Answer | TabEvent)
    if (error !== undefined) errors.push(error)
  })
  await send('Runtime.enable')
  await send('Log.enable')
  // Answered once the page has changed to it: what is evaluated from then on stays.
  await send('Page.navigate', { url })
  await bring(targetId, 'visible')
  return {
    evaluate,
    send,
    // As a window without the focus gets none from outside.
    press: (key) =>
      evaluate((pressed) => {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: pressed, bubbles: true }))
      }, key),
    hide: async () => {
      const other = await session.send('Target.createTarget', { url: 'about:blank', browserContextId })
      await bring(other.targetId, 'hidden')
    },
    show: () => bring(targetId, 'visible'),
    errors,
    close: async () => {
      await session.send('Target.disposeBrowserContext', { browserContextId })
      await session.detach()
    },
  }
}

/** The error that a message of a tab tells of. */
function errorOf(message: Answer | TabEvent): string | undefined {
  if ('id' in message) return undefined
  switch (message.method) {
    case 'Runtime.exceptionThrown': {
      const { exception, text } = message.params.exceptionDetails
      return exception?.description ?? text ?? 'an exception'
    }
    case 'Runtime.consoleAPICalled': {
      const { type, args } = message.params
      if (type !== 'error') return undefined
      return args.map(({ value, description }) => description ?? String(value)).join(' ')
    }
    case 'Log.entryAdded': {
      const { level, text, url } = message.params.entry
      return level === 'error' ? `${text} (${url ?? ''})` : undefined
    }
    default:
      return undefined
  }
}

/** In the page: resolves when it is as visible as that. */
function becomes(state: DocumentVisibilityState): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (document.visibilityState !== state) return
      document.removeEventListener('visibilitychange', look)
      resolve()
    }
    document.addEventListener('visibilitychange', look)
    look()
  })
}
