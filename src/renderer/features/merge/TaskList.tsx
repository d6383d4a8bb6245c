import { useState } from 'react'
import type { TaskPreview } from '#shared/model/merge.ts'
import { formatCount, formatCountOf } from '#renderer/format/numbers.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { changeDraft } from './draft-store.ts'
import { withTaskNamed } from './draft.ts'
import { TaskName } from './TaskName.tsx'
import styles from './TaskList.module.css'

const SHOWN = 20

/** The tasks of the result; each may be worded anew, and two of one wording become one. */
export function TaskList({ tasks }: { readonly tasks: readonly TaskPreview[] }) {
  const [showsAll, setShowsAll] = useState(false)
  return (
    <>
      <table className={styles.table} aria-label="Tasks of the result">
        <thead>
          <tr>
            <th scope="col">Task</th>
            <th scope="col">In the sources</th>
            <th scope="col" data-align="end">
              Episodes
            </th>
          </tr>
        </thead>
        <tbody>
          {(showsAll ? tasks : tasks.slice(0, SHOWN)).map(({ text, from, episodes }) => (
            // Named by the wordings it comes from: its own is being typed.
            <tr key={from.join('\n')}>
              <td>
                <TaskName
                  text={text}
                  onRename={(renamed) => {
                    changeDraft((draft) => withTaskNamed(draft, from, renamed))
                  }}
                />
              </td>
              <td className={styles.from}>
                {from.length === 1 && from[0] === text ? 'the same' : from.join(' · ')}
              </td>
              <td data-align="end">{formatCount(episodes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {tasks.length > SHOWN && !showsAll && (
        <div>
          <Button
            variant="quiet"
            onClick={() => {
              setShowsAll(true)
            }}
          >
            Show {formatCountOf(tasks.length - SHOWN, 'more task')}
          </Button>
        </div>
      )}
    </>
  )
}
