/** The process that started this one. */
export interface ParentLink {
  readonly send: (message: unknown) => void
  /** Resolves once the message is on its way: this process may end then. */
  readonly sendLast: (message: unknown) => Promise<void>
  readonly onMessage: (listener: (message: unknown) => void) => void
  /** Called when the parent ended first. */
  readonly onGone: (listener: () => void) => void
}

interface ParentPort {
  readonly postMessage: (message: unknown) => void
  readonly on: (name: 'message', listener: (event: { readonly data: unknown }) => void) => void
}

/** Finds the parent: Electron gives a utility process a port, Node gives a forked one a channel. */
export function parentLink(): ParentLink {
  const port = (process as { readonly parentPort?: ParentPort }).parentPort
  return port === undefined ? nodeLink() : electronLink(port)
}

function electronLink(port: ParentPort): ParentLink {
  return {
    send: (message) => {
      port.postMessage(message)
    },
    // A posted message leaves with the next turn of the event loop; ending before that would lose it.
    sendLast: (message) => {
      port.postMessage(message)
      return new Promise((resolve) => setImmediate(resolve))
    },
    onMessage: (listener) => {
      port.on('message', ({ data }) => {
        listener(data)
      })
    },
    // Electron ends its utility processes by itself.
    onGone: () => undefined,
  }
}

function nodeLink(): ParentLink {
  const send = (message: unknown, sent: () => void): void => {
    // A parent that died needs no answer.
    if (process.connected && process.send !== undefined) process.send(message, undefined, undefined, sent)
    else sent()
  }
  return {
    send: (message) => {
      send(message, () => undefined)
    },
    sendLast: (message) =>
      new Promise((resolve) => {
        send(message, resolve)
      }),
    onMessage: (listener) => {
      process.on('message', listener)
    },
    onGone: (listener) => {
      process.on('disconnect', listener)
    },
  }
}
