import { EngineError } from '#shared/errors.ts'
import type { Trim } from '#shared/plan.ts'
import type { Dataset } from '#engine/dataset/open.ts'
import type { Selection } from './tasks.ts'
import { trimmed } from './trim.ts'
import { withTasksLeft } from './trimmed-tasks.ts'

/** What is wanted of one source. */
interface Wanted {
  /** Its position among the sources, for messages. */
  readonly source: number
  /** Numbers of episodes, in their new order; all where undefined. */
  readonly episodes: readonly number[] | undefined
  readonly trims: readonly Trim[] | undefined
}

/** The chosen episodes of a source, trimmed. Throws `SELECTION_INVALID`. */
export async function selectEpisodes(
  dataset: Dataset,
  { source, episodes, trims }: Wanted,
): Promise<Selection> {
  return await trimSelection(select(dataset, source, episodes), source, trims)
}

function select(dataset: Dataset, source: number, chosen: readonly number[] | undefined): Selection {
  if (chosen === undefined) return { dataset, episodes: dataset.episodes, isChosen: false }
  const byIndex = new Map(dataset.episodes.map((episode) => [episode.record.index, episode]))
  const episodes = chosen.map((index) => {
    const episode = byIndex.get(index)
    if (episode === undefined) {
      const why = dataset.findings.find(
        ({ tier, episodes: own }) => tier === 'blocking' && own?.includes(index) === true,
      )
      if (why !== undefined) {
        throw new EngineError(
          'SELECTION_INVALID',
          `episode ${index} of source ${source} (${dataset.name}) is broken: ${why.message}`,
          { hint: 'Leave it out.' },
        )
      }
      throw new EngineError(
        'SELECTION_INVALID',
        `source ${source} (${dataset.name}) has no episode ${index}`,
        { hint: rangeText([...byIndex.keys()]) },
      )
    }
    return episode
  })
  if (new Set(chosen).size < chosen.length) {
    throw new EngineError(
      'SELECTION_INVALID',
      `an episode of source ${source} (${dataset.name}) is chosen twice`,
    )
  }
  return { dataset, episodes, isChosen: true }
}

/** Which episodes there are to choose from. */
function rangeText(numbers: readonly number[]): string {
  if (numbers.length === 0) return 'None of its episodes can be taken: inspect it for what is in the way.'
  const [first, last] = numbers.reduce(
    ([least, most], number) => [Math.min(least, number), Math.max(most, number)],
    [Infinity, -Infinity],
  )
  return `It has ${numbers.length} episodes, ${first} to ${last}.`
}

async function trimSelection(
  selection: Selection,
  source: number,
  trims: readonly Trim[] | undefined,
): Promise<Selection> {
  if (trims === undefined || trims.length === 0) return selection
  const { dataset, episodes } = selection
  const chosen = new Set(episodes.map(({ record }) => record.index))
  const wanted = new Map<number, Trim>()
  for (const trim of trims) {
    const what = `episode ${trim.episode} of source ${source} (${dataset.name})`
    if (!chosen.has(trim.episode))
      throw new EngineError('SELECTION_INVALID', `${what} is trimmed and is not taken`)
    if (wanted.has(trim.episode)) throw new EngineError('SELECTION_INVALID', `${what} is trimmed twice`)
    wanted.set(trim.episode, trim)
  }
  const parts = episodes.map((episode) => {
    const trim = wanted.get(episode.record.index)
    return trim === undefined ? episode : trimmed(episode, dataset, trim)
  })
  return {
    ...selection,
    trims: [...trims].sort((a, b) => a.episode - b.episode),
    episodes: await withTasksLeft(parts, dataset),
  }
}
