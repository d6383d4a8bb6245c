import type { Dataset } from '#engine/index.ts'
import type { Finding } from '#shared/findings.ts'
import type { EpisodeMarks } from '#shared/model/review.ts'
import type { MergePlan } from '#shared/plan.ts'
import { choiceFlags } from '#main/services/again/command-text.ts'

/** Flags that are told; more are nothing to type. */
const MAX_FLAGS = 16

/**
 * What the reviews of sources, made in the application, leave out or shorten and this plan takes whole: the command
 * line merges what it is told. Nothing where no review is known, be it that the database is missing, held by another
 * program, or not to be read.
 */
export async function reviewFindings(
  datasets: readonly Dataset[],
  planned: MergePlan,
): Promise<readonly Finding[]> {
  const [{ openToLook }, { homeFolder }, { marksOf }] = await Promise.all([
    import('#main/services/database.ts'),
    import('#main/services/home.ts'),
    import('#main/services/review/marks-table.ts'),
  ])
  const db = openToLook(homeFolder())
  try {
    return datasets.flatMap(({ fingerprint }, source) =>
      db === undefined ? [] : findingOf(source, planned, marksOf(db, fingerprint)),
    )
  } catch {
    return []
  } finally {
    db?.close()
  }
}

function findingOf(source: number, planned: MergePlan, all: readonly EpisodeMarks[]): Finding[] {
  const own = planned.episodes.filter((episode) => episode.source === source)
  const marks = new Map(all.map((each) => [each.episode, each]))
  const excluded = own.filter(({ episode }) => marks.get(episode)?.isExcluded === true)
  const trims = own.flatMap(({ episode, trim }) => {
    const { isExcluded = false, trim: kept } = marks.get(episode) ?? {}
    return isExcluded || kept === undefined || trim !== undefined ? [] : [{ episode, ...kept }]
  })
  if (excluded.length + trims.length === 0) return []
  const left = new Set(excluded)
  const kept = own.filter((episode) => !left.has(episode)).map(({ episode }) => episode)
  const flags = choiceFlags(source, excluded.length === 0 ? undefined : kept, trims)
  return [
    {
      code: 'REVIEW_NOT_FOLLOWED',
      tier: 'advisory',
      source,
      episodes: [...excluded, ...trims].map(({ episode }) => episode),
      message: `${countsText(excluded.length, trims.length)} in the review of this dataset; here they are merged whole.`,
      ...(kept.length === 0 || flags.length > MAX_FLAGS
        ? {}
        : { otherFix: { option: flags.join(' '), label: 'Follow the review' } }),
    },
  ]
}

/** `2 episodes are excluded and 1 is trimmed`. */
function countsText(excluded: number, trimmed: number): string {
  const parts = [
    [excluded, 'excluded'],
    [trimmed, 'trimmed'],
  ] as const
  return parts
    .filter(([count]) => count > 0)
    .map(([count, how], i) => {
      const what = i > 0 ? '' : count === 1 ? ' episode' : ' episodes'
      return `${count}${what} ${count === 1 ? 'is' : 'are'} ${how}`
    })
    .join(' and ')
}
