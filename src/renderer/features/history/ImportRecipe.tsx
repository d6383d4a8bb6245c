import { FileInput } from 'lucide-react'
import { useRef } from 'react'
import { useLocation } from 'wouter'
import { api } from '#renderer/api/api.ts'
import { replaceDraft } from '#renderer/features/merge/draft-store.ts'
import { notice } from '#renderer/features/shell/notices-store.ts'
import { routes } from '#shared/routes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import styles from './ImportRecipe.module.css'

/** Opens a recipe as a draft of the merge screen. */
export function ImportRecipe() {
  const input = useRef<HTMLInputElement>(null)
  const [, navigate] = useLocation()
  const read = async (file: File): Promise<void> => {
    const result = await api.call('history.importRecipe', { text: await file.text() })
    if (!result.ok) {
      // Whoever said no knows.
      if (result.error.code !== 'CANCELLED') notice(result.error)
      return
    }
    replaceDraft(result.value, `${file.name} is opened`)
    navigate(routes.merge)
  }
  return (
    <>
      <input
        ref={input}
        className={styles.input}
        type="file"
        accept=".json,application/json"
        aria-label="Recipe file"
        tabIndex={-1}
        onChange={(event) => {
          const [file] = event.target.files ?? []
          if (file !== undefined) void read(file)
          // The same file may be chosen again.
          event.target.value = ''
        }}
      />
      <Button
        icon={FileInput}
        onClick={() => {
          input.current?.click()
        }}
      >
        Import recipe…
      </Button>
    </>
  )
}
