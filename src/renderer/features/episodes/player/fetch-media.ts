/** What an address of the media service stands for cannot be read, or not any more. */
export class UnreadableMedia extends Error {
  /**
   * It is not what it was when its address was given out, it is not there or cannot be read, it ends before what it says is in it,
   * or the host of the page is out of reach.
   */
  readonly reason: 'changed' | 'gone' | 'short' | 'unreachable'

  constructor(reason: UnreadableMedia['reason'], cause?: unknown) {
    super(`the media cannot be read: ${reason}`, { cause })
    this.name = 'UnreadableMedia'
    this.reason = reason
  }
}

const GONE = 410
const BEHIND_THE_END = 416

/** Fetches from the media service. Throws {@link UnreadableMedia}, or the signal's reason. */
export async function fetchMedia(
  url: string,
  init: RequestInit & { readonly signal: AbortSignal },
): Promise<Response> {
  const response = await fetch(url, init).catch((cause: unknown) => {
    init.signal.throwIfAborted()
    throw new UnreadableMedia('unreachable', cause)
  })
  if (response.ok) return response
  await response.body?.cancel()
  const { status } = response
  throw new UnreadableMedia(status === GONE ? 'changed' : status === BEHIND_THE_END ? 'short' : 'gone')
}
