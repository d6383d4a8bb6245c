import type { ByteSink } from './files.ts'

/** A {@link ByteSink} that keeps what it is given. */
export function memorySink(): ByteSink & { bytes(): Uint8Array<ArrayBuffer> } {
  const parts: Uint8Array[] = []
  let position = 0
  return {
    get position() {
      return position
    },
    append(bytes) {
      parts.push(bytes.slice())
      position += bytes.length
      return Promise.resolve()
    },
    bytes: () => new Uint8Array(Buffer.concat(parts)),
  }
}
