import { useEffect, useEffectEvent, useState } from 'react'
import type { Place } from '#shared/model/place.ts'
import { api } from '#renderer/api/api.ts'
import { notice } from '#renderer/features/shell/notices-store.ts'
import styles from './DropPlaces.module.css'

interface DropPlacesProps {
  /** What dropping does, shown while something is held over the window. */
  readonly label: string
  readonly onPlaces: (places: readonly Place[]) => void
}

/** Takes what is dropped anywhere on the window, where the host can tell what it is. */
export function DropPlaces({ label, onPlaces }: DropPlacesProps) {
  const [isOver, setOver] = useState(false)
  const onDrop = useEffectEvent(async (files: readonly File[]) => {
    const results = await Promise.all(files.map((file) => api.drop!(file)))
    for (const result of results) if (!result.ok) notice(result.error)
    const places = results.flatMap((result) => (result.ok ? [result.value] : []))
    if (places.length > 0) onPlaces(places)
  })
  useEffect(() => {
    if (api.drop === undefined) return
    const controller = new AbortController()
    const { signal } = controller
    const over = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files') !== true) return
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const drop = (event: DragEvent) => {
      event.preventDefault()
      setOver(false)
      void onDrop([...(event.dataTransfer?.files ?? [])])
    }
    addEventListener('dragover', over, { signal })
    addEventListener('dragleave', leave, { signal })
    addEventListener('drop', drop, { signal })
    return () => {
      controller.abort()
    }
  }, [])
  return isOver ? <div className={styles.over}>{label}</div> : null
}
