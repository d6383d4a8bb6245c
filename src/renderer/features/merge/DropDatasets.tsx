import { useEffect, useState } from 'react'
import { api } from '#renderer/api/api.ts'
import { notice } from '#renderer/features/shell/notices-store.ts'
import { addSources } from './draft-store.ts'
import styles from './DropDatasets.module.css'

/** Takes datasets that are dropped anywhere on the window, where the host can tell what they are. */
export function DropDatasets() {
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const { drop } = api
    if (drop === undefined) return undefined
    const over = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') !== true) return
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false)
    }
    const dropped = (event: DragEvent): void => {
      event.preventDefault()
      setOver(false)
      const files = [...(event.dataTransfer?.files ?? [])]
      void Promise.all(files.map((file) => drop(file))).then((results) => {
        addSources(results.flatMap((result) => (result.ok ? [result.value] : [])))
        for (const result of results) if (!result.ok) notice(result.error)
      })
    }
    addEventListener('dragover', over)
    addEventListener('dragleave', leave)
    addEventListener('drop', dropped)
    return () => {
      removeEventListener('dragover', over)
      removeEventListener('dragleave', leave)
      removeEventListener('drop', dropped)
    }
  }, [])
  return isOver ? <div className={styles.over}>Drop to add to the merge</div> : null
}
