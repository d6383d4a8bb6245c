import { EngineError } from '#shared/errors.ts'
import { rowOffsets, type LeafColumn, type RowOffsets } from './leaf.ts'
import { isList, leavesOf, logicalName, type SchemaNode } from './schema.ts'
import { MAX_CHARACTERS, quotedText, shortened, valueText, type ValueText } from './value-text.ts'

/**
 * The rows of one column as text: strings as they are, numbers, `[1, 2]`, `{name: value}`, bytes as
 * `b"…" 1234 bytes`; long ones are cut. Null where the row is null. `leaves` are those of `column`, in its order.
 */
export function columnTexts(
  column: SchemaNode,
  leaves: readonly LeafColumn[],
  rows: number,
  path: string,
): (string | null)[] {
  const writer = new CellWriter(column, leaves, path)
  return Array.from({ length: rows }, (_, row) => writer.cell(row))
}

/** Where the writer stands in a leaf. */
interface Cursor {
  readonly node: SchemaNode
  readonly column: LeafColumn
  readonly offsets: RowOffsets
  readonly text: ValueText
  entry: number
  value: number
  /** The row's last entry is the one before. */
  end: number
}

/** Puts rows together from the levels of their leaves, as far as they are shown. */
class CellWriter {
  readonly #root: SchemaNode
  readonly #path: string
  readonly #cursors: readonly Cursor[]
  /** By node: the cursors of its leaves. */
  readonly #below = new Map<SchemaNode, readonly Cursor[]>()
  #text = ''

  constructor(root: SchemaNode, leaves: readonly LeafColumn[], path: string) {
    this.#root = root
    this.#path = path
    this.#cursors = leavesOf(root).map((node, i): Cursor => {
      const column = leaves[i]!
      const offsets = rowOffsets(column, node.maxDefinition)
      return { node, column, offsets, text: valueText(node), entry: 0, value: 0, end: 0 }
    })
  }

  cell(row: number): string | null {
    this.#text = ''
    for (const cursor of this.#cursors) {
      const { entries, values } = cursor.offsets
      cursor.entry = entries?.[row] ?? row
      cursor.value = values?.[row] ?? row
      cursor.end = entries?.[row + 1] ?? row + 1
    }
    const [first] = this.#cursors
    const root = this.#root
    if (first === undefined) return null
    if (root.repetition === 'OPTIONAL' && this.#definition(first) < root.maxDefinition) return null
    if (root.type !== undefined && root.repetition !== 'REPEATED')
      return shortened(first.text(first.column.values, first.value))
    this.#node(root, false)
    return shortened(this.#text)
  }

  get #isFull(): boolean {
    return this.#text.length > MAX_CHARACTERS
  }

  #node(node: SchemaNode, isElement: boolean): void {
    const cursors = this.#cursorsOf(node)
    if (this.#isFull) return
    if (node.repetition === 'REPEATED' && !isElement) {
      this.#list(node, '[', ']', () => {
        this.#node(node, true)
      })
    } else if (node.repetition === 'OPTIONAL' && this.#definition(cursors[0]!) < node.maxDefinition) {
      this.#text += 'null'
      this.#skip(cursors)
    } else if (node.type !== undefined) this.#value(cursors[0]!)
    else this.#group(node)
  }

  #group(node: SchemaNode): void {
    const [repeated] = node.children
    const [key, value] = repeated?.children ?? []
    const isMap = logicalName(node)?.startsWith('MAP') === true && repeated?.repetition === 'REPEATED'
    if (isList(node) && repeated !== undefined) {
      const isWrapped =
        key !== undefined &&
        value === undefined &&
        repeated.name !== 'array' &&
        repeated.name !== `${node.name}_tuple`
      this.#list(repeated, '[', ']', () => {
        if (isWrapped) this.#node(key, false)
        else this.#node(repeated, true)
      })
    } else if (isMap && key !== undefined) {
      this.#list(repeated, '{', '}', () => {
        this.#node(key, false)
        if (value === undefined) return
        this.#text += ': '
        this.#node(value, false)
      })
    } else {
      node.children.forEach((child, i) => {
        this.#text += `${i === 0 ? '{' : ', '}${child.name}: `
        this.#node(child, false)
      })
      this.#text += '}'
    }
  }

  #list(repeated: SchemaNode, open: string, close: string, element: () => void): void {
    const cursors = this.#cursorsOf(repeated)
    const first = cursors[0]!
    this.#text += open
    if (this.#definition(first) < repeated.maxDefinition) this.#skip(cursors)
    else {
      for (let isFirst = true; isFirst || this.#goesOn(first, repeated); isFirst = false) {
        if (!isFirst) this.#text += ', '
        element()
        // The cursors stay where they are: the next row sets them anew.
        if (this.#isFull) return
      }
    }
    this.#text += close
  }

  #goesOn({ entry, end, column }: Cursor, repeated: SchemaNode): boolean {
    return entry < end && (column.repetition?.[entry] ?? 0) >= repeated.maxRepetition
  }

  #value(cursor: Cursor): void {
    const text = cursor.text(cursor.column.values, cursor.value)
    this.#text += isText(cursor.node) ? quotedText(text) : text
    this.#skip([cursor])
  }

  #definition({ column, entry, end, node }: Cursor): number {
    if (entry >= end)
      throw new EngineError(
        'PARQUET_INVALID',
        `${this.#path}: the levels of ${node.path.join('.')} do not fit its siblings`,
      )
    return column.definition?.[entry] ?? node.maxDefinition
  }

  #skip(cursors: readonly Cursor[]): void {
    for (const cursor of cursors) {
      if (this.#definition(cursor) === cursor.node.maxDefinition) cursor.value++
      cursor.entry++
    }
  }

  #cursorsOf(node: SchemaNode): readonly Cursor[] {
    const known = this.#below.get(node)
    if (known !== undefined) return known
    const leaves = new Set(leavesOf(node))
    const cursors = this.#cursors.filter((cursor) => leaves.has(cursor.node))
    this.#below.set(node, cursors)
    return cursors
  }
}

function isText(node: SchemaNode): boolean {
  return ['STRING', 'JSON', 'ENUM'].includes(logicalName(node) ?? '')
}
