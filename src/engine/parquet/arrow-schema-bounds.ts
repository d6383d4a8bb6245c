/**
 * Whether every list and text of an Arrow schema message lies within it. The Arrow library believes whatever length
 * it finds: one damaged byte makes it read billions of entries, for minutes or until the memory is full.
 * `message` is what `ARROW:schema` holds in base64: an encapsulated IPC message, a FlatBuffer behind its length
 * (https://flatbuffers.dev/internals/, https://github.com/apache/arrow/blob/main/format/Schema.fbs).
 */
export function hasSoundBounds(message: Uint8Array): boolean {
  try {
    const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
    // Before Arrow 0.15 the length stood alone.
    const start = view.getUint32(0, true) === 0xffffffff ? 8 : 4
    const walk = new FlatBufferWalk(view)
    const schema = walk.field(walk.follow(start), 2)
    if (schema === undefined) return false
    const table = walk.follow(schema)
    walk.each(walk.field(table, 1), (field) => {
      checkField(walk, field)
    })
    checkMetadata(walk, walk.field(table, 2))
    return true
  } catch (error) {
    // A DataView throws this past its end.
    if (error instanceof RangeError) return false
    throw error
  }
}

function checkField(walk: FlatBufferWalk, field: number): void {
  walk.text(walk.field(field, 0))
  walk.each(walk.field(field, 5), (child) => {
    checkField(walk, child)
  })
  checkMetadata(walk, walk.field(field, 6))
}

function checkMetadata(walk: FlatBufferWalk, metadata: number | undefined): void {
  walk.each(metadata, (pair) => {
    walk.text(walk.field(pair, 0))
    walk.text(walk.field(pair, 1))
  })
}

/** Follows offsets through a FlatBuffer. Positions are bytes; everything throws a RangeError past the end. */
class FlatBufferWalk {
  readonly #view: DataView
  #left: number

  constructor(view: DataView) {
    this.#view = view
    // Tables take four bytes each or more, unless they are one and the same over and over.
    this.#left = view.byteLength / 4
  }

  follow(position: number): number {
    return position + this.#view.getUint32(position, true)
  }

  /** Where field `number` of the table at `table` is stored; undefined when it is left out. */
  field(table: number, number: number): number | undefined {
    const layout = table - this.#view.getInt32(table, true)
    if (4 + 2 * number >= this.#view.getUint16(layout, true)) return undefined
    const offset = this.#view.getUint16(layout + 4 + 2 * number, true)
    return offset === 0 ? undefined : table + offset
  }

  text(position: number | undefined): void {
    if (position === undefined) return
    const start = this.follow(position)
    this.#need(start + 4 + this.#view.getUint32(start, true))
  }

  /** Calls `visit` with each table of a list. */
  each(position: number | undefined, visit: (table: number) => void): void {
    if (position === undefined) return
    const start = this.follow(position)
    const count = this.#view.getUint32(start, true)
    this.#need(start + 4 + 4 * count)
    for (let i = 0; i < count; i++) {
      if (--this.#left < 0) throw new RangeError('more tables than bytes')
      visit(this.follow(start + 4 + 4 * i))
    }
  }

  #need(end: number): void {
    if (end > this.#view.byteLength) throw new RangeError(`byte ${end} of ${this.#view.byteLength}`)
  }
}
