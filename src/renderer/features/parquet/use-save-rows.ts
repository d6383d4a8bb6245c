import { useState } from 'react'
import type { AppError } from '#shared/errors.ts'
import type { ParquetFile } from '#shared/model/parquet.ts'
import type { Place } from '#shared/model/place.ts'
import { api } from '#renderer/api/api.ts'
import { pickPlace } from '#renderer/features/folders/pick-place.ts'
import { formatBytes } from '#shared/format-bytes.ts'
import { formatCountOf } from '#renderer/format/numbers.ts'
import { parseNumber } from '#renderer/ui/parse-number.ts'
import { toast } from '#renderer/ui/toast-store.ts'

const DEFAULT_ROWS = 1000

/** The fields of the dialog that saves first rows, and saving. */
export function useSaveRows(file: ParquetFile, onSaved: () => void) {
  const [rowsText, setRowsText] = useState(String(Math.min(DEFAULT_ROWS, file.rows)))
  const [folder, setFolder] = useState<Place>()
  const [ownName, setName] = useState<string>()
  const [isSaving, setSaving] = useState(false)
  const [error, setError] = useState<AppError>()
  const rows = parseNumber(rowsText, { min: 1, max: file.rows, isInteger: true })
  const name = ownName ?? headName(file.place.name, rows.value ?? 0)

  const save = async () => {
    if (folder === undefined || rows.value === undefined) return
    setSaving(true)
    setError(undefined)
    const result = await api.call('parquet.saveHead', {
      place: file.place.id,
      rows: rows.value,
      parent: folder.id,
      name,
    })
    setSaving(false)
    if (!result.ok) {
      setError(result.error)
      return
    }
    const { place, rows: saved, bytes } = result.value
    toast(`Saved ${formatCountOf(saved, 'row')} as ${place.name} (${formatBytes(bytes)})`)
    onSaved()
  }
  return {
    rowsText,
    setRowsText,
    rowsProblem: rows.problem,
    folder,
    chooseFolder: () => {
      void pickPlace('output').then((place) => {
        if (place !== undefined) setFolder(place)
      })
    },
    name,
    setName,
    canSave: folder !== undefined && rows.value !== undefined && name.trim() !== '',
    isSaving,
    error,
    save: () => void save(),
  }
}

/** `file-000.parquet` and 1000 make `file-000-first-1000.parquet`. */
export function headName(name: string, rows: number): string {
  const stem = name.replace(/\.parquet$/i, '')
  return `${stem}-first-${rows}.parquet`
}
