import { mergeId, type MergeId } from '#shared/model/history.ts'
import { EngineError } from '#shared/errors.ts'
import type { History } from '#main/services/history.ts'

/**
 * Opens the history for one command, to look into it or to write. SQLite is loaded here and not before: most commands
 * do without. Throws what opening gives, `NOT_AVAILABLE` on a Node that is too old.
 */
export async function openHistory(
  purpose: 'read' | 'write',
): Promise<{ readonly history: History; readonly close: () => void }> {
  const [{ openDatabase }, { homeFolder }, services] = await Promise.all([
    import('#main/services/database.ts'),
    import('#main/services/home.ts'),
    import('#main/services/history.ts'),
  ])
  const database = openDatabase(homeFolder(), {
    isCopyEnough: purpose === 'read',
    onNotice: ({ message }) => {
      process.stderr.write(`note: ${message}\n`)
    },
  })
  const close = (): void => {
    database.close()
  }
  try {
    return { history: new services.History(database), close }
  } catch (error) {
    close()
    throw error
  }
}

/** The number of an entry, as `7` or `#7`. Throws `OPTION_INVALID`. */
export function parseMergeId(text: string): MergeId {
  const parsed = mergeId.safeParse(Number(text.replace(/^#/, '') || NaN))
  if (parsed.success) return parsed.data
  throw new EngineError('OPTION_INVALID', `${text} is no entry of the history`, {
    hint: 'episplice history lists them with their numbers.',
  })
}
