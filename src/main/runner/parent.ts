/** The process that started this one. */
export interface ParentLink {
  readonly send: (message: unknown) => void
  readonly onMessage: (listener: (message: unknown) => void) => void
}

interface ParentPort {
  readonly postMessage: (message: unknown) => void
  readonly on: (name: 'message', listener: (event: { readonly data: unknown }) => void) => void
}

/** Finds the parent: Electron gives a utility process a port, Node gives a forked one a channel. */
export function parentLink(): ParentLink {
  const port = (process as { readonly parentPort?: ParentPort }).parentPort
  if (port !== undefined) {
    return {
      send: (message) => {
        port.postMessage(message)
      },
      onMessage: (listener) => {
        port.on('message', ({ data }) => {
          listener(data)
        })
      },
    }
  }
  return {
    send: (message) => {
      // A parent that died needs no answer; `disconnect` ends this process.
      if (process.connected) process.send?.(message)
    },
    onMessage: (listener) => {
      process.on('message', listener)
    },
  }
}
