import { useState } from 'react'
import { formatCount } from '#renderer/format/numbers.ts'
import { VirtualTable, type Column } from '#renderer/ui/table/VirtualTable.tsx'
import pane from '#renderer/ui/Pane.module.css'

interface Task {
  readonly index: number
  readonly text: string
}

const columns: readonly Column<Task>[] = [
  { id: 'index', title: 'Task', width: 5, align: 'end', cell: ({ index }) => formatCount(index) },
  {
    id: 'text',
    title: 'Wording',
    width: 20,
    grow: 1,
    cell: ({ text }) => <span title={text}>{text}</span>,
  },
]

export function TaskTable({ tasks }: { readonly tasks: readonly string[] }) {
  const [active, setActive] = useState(-1)
  return (
    <div className={pane.fill}>
      <VirtualTable
        label="Tasks"
        columns={columns}
        count={tasks.length}
        rowAt={(index) => ({ index, text: tasks[index]! })}
        active={active}
        onActive={setActive}
      />
    </div>
  )
}
