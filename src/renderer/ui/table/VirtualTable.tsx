import { ArrowDown, ArrowUp } from 'lucide-react'
import { useEffect, useEffectEvent, useId, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'
import { nextIndex } from './next-index.ts'
import { useScrollSpace } from './use-scroll-space.ts'
import styles from './VirtualTable.module.css'

/** A column of a {@link VirtualTable}. Widths are in rem. */
export interface Column<Row> {
  readonly id: string
  readonly title: string
  /** What the title does not say. */
  readonly hint?: string
  readonly width: number
  /** Share of the space that is left over; none when undefined. */
  readonly grow?: number
  /** Numbers stand at the end. */
  readonly align?: 'start' | 'end'
  readonly canSort?: boolean
  readonly cell: (row: Row) => ReactNode
}

/** By which column rows are ordered. */
export interface Sorting {
  readonly column: string
  readonly descending: boolean
}

/** How a row was pointed at or reached. */
export interface Reach {
  readonly shift: boolean
  /** Ctrl or Command. */
  readonly mod: boolean
}

interface VirtualTableProps<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly count: number
  /** Height of a row, in rem. */
  readonly rowRem?: number
  /** Undefined while a row is still on its way. */
  readonly rowAt: (index: number) => Row | undefined
  readonly sorting?: Sorting | undefined
  readonly onSort?: (column: string) => void
  /** Where the keyboard is; -1 for nowhere. */
  readonly active: number
  /** An arrow key or a click led to a row. */
  readonly onActive: (index: number, reach: Reach, by: 'key' | 'pointer') => void
  readonly isSelected?: (index: number) => boolean
  /** Space. */
  readonly onToggle?: (index: number) => void
  /** Ctrl or Command and A. */
  readonly onSelectAll?: () => void
  /** Enter or a double click. */
  readonly onOpen?: ((index: number) => void) | undefined
  /** Home and End mean something else on this screen. */
  readonly leavesEnds?: boolean
  /** The keyboard is here as soon as this is so, unless it is somewhere else already. */
  readonly takesFocus?: boolean
  /** Said where the rows would be, when there are none. */
  readonly empty?: string
  /** The rows that are seen now: `[first, end)`. */
  readonly onShown?: (first: number, end: number) => void
}

/** Height of a row, in rem, where a table says nothing else. */
const ROW_REM = 2

/** A table of any number of rows, of which only those in the window exist. One tab stop; arrow keys move within. */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { label, columns, count, rowRem = ROW_REM, active, isSelected, onShown, takesFocus = false } = props
  const id = useId()
  const { attach, focus, onScroll, reveal, offsetOf, first, end, height, rowsPerPage } = useScrollSpace(
    count,
    rowRem,
  )
  useEffect(() => {
    onShown?.(first, end)
  }, [onShown, first, end])
  useEffect(() => {
    if (takesFocus && document.activeElement === document.body) focus()
  }, [takesFocus, focus])

  const revealActive = useEffectEvent(() => {
    if (active >= 0 && active < count) reveal(active)
  })
  // Also when the window becomes smaller, as by a panel that opens for the row.
  useEffect(() => {
    revealActive()
  }, [active, rowsPerPage])

  const onKeyDown = (event: KeyboardEvent) => {
    const mod = event.ctrlKey || event.metaKey
    if (props.leavesEnds === true && (event.key === 'Home' || event.key === 'End')) return
    const next = nextIndex(event.key, active, count, rowsPerPage)
    if (next !== undefined) props.onActive(next, { shift: event.shiftKey, mod }, 'key')
    else if (event.key === ' ' && active >= 0 && props.onToggle) props.onToggle(active)
    else if (event.key === 'Enter' && active >= 0) props.onOpen?.(active)
    else if (event.key.toLowerCase() === 'a' && mod && props.onSelectAll) props.onSelectAll()
    else return
    event.preventDefault()
  }
  const indices = Array.from({ length: end - first }, (_, i) => first + i)
  const isActiveShown = active >= first && active < end
  return (
    <div
      ref={attach}
      className={styles.table}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={count + 1}
      aria-colcount={columns.length}
      aria-multiselectable={isSelected !== undefined}
      aria-activedescendant={isActiveShown ? `${id}-${active}` : undefined}
      style={{
        '--columns': templateOf(columns),
        '--least': `${leastOf(columns)}rem`,
        '--row-height': `${rowRem}rem`,
      }}
      onKeyDown={(event) => {
        if (event.target === event.currentTarget) onKeyDown(event)
      }}
      onScroll={(event) => {
        onScroll(event.currentTarget)
      }}
    >
      <Head {...props} />
      <div className={styles.body} role="rowgroup" style={{ height: height }}>
        {count === 0 && props.empty !== undefined && (
          <div role="row">
            <div role="gridcell" className={styles.empty} aria-colspan={columns.length}>
              {props.empty}
            </div>
          </div>
        )}
        {indices.map((index) => {
          const row = props.rowAt(index)
          return (
            <div
              key={index}
              id={`${id}-${index}`}
              className={styles.row}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={isSelected?.(index) ?? index === active}
              data-active={index === active}
              style={{ transform: `translateY(${offsetOf(index)}px)` }}
              onClick={(event: MouseEvent) => {
                props.onActive(
                  index,
                  { shift: event.shiftKey, mod: event.ctrlKey || event.metaKey },
                  'pointer',
                )
              }}
              onDoubleClick={() => props.onOpen?.(index)}
            >
              {columns.map((column) => (
                <div key={column.id} className={styles.cell} role="gridcell" data-align={column.align}>
                  {row === undefined ? '' : column.cell(row)}
                </div>
              ))}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function Head<Row>({ columns, sorting, onSort }: VirtualTableProps<Row>) {
  return (
    <div className={styles.head} role="rowgroup" data-head>
      <div className={styles.headRow} role="row" aria-rowindex={1}>
        {columns.map(({ id, title, hint, align, canSort }) => {
          const isSorted = sorting?.column === id
          const order = sorting?.descending === true ? 'descending' : 'ascending'
          const Arrow = order === 'ascending' ? ArrowUp : ArrowDown
          return (
            <div
              key={id}
              className={styles.title}
              role="columnheader"
              title={hint}
              data-align={align}
              aria-sort={isSorted ? order : undefined}
            >
              {canSort === true && onSort ? (
                <button
                  type="button"
                  className={styles.sort}
                  onClick={() => {
                    onSort(id)
                  }}
                >
                  {title}
                  {isSorted && <Arrow aria-hidden />}
                </button>
              ) : (
                title
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function templateOf<Row>(columns: readonly Column<Row>[]): string {
  return columns
    .map(({ width, grow }) => (grow === undefined ? `${width}rem` : `minmax(${width}rem, ${grow}fr)`))
    .join(' ')
}

function leastOf<Row>(columns: readonly Column<Row>[]): number {
  return columns.reduce((sum, { width }) => sum + width, 0)
}
