/** The process that started this one. */
export interface ParentLink {
  /** A message may be lost when this process ends at once: whether it came only an answer tells. */
  readonly send: (message: unknown) => void
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
  return {
    send: (message) => {
      // A parent that died needs no answer.
      if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
    },
    onMessage: (listener) => {
      process.on('message', listener)
    },
    onGone: (listener) => {
      process.on('disconnect', listener)
    },
  }
}
