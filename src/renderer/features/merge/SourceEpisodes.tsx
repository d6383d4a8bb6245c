import { listText } from '#shared/list-text.ts'
import { formatCount, formatCountOf } from '#renderer/format/numbers.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { changeDraft, typeEpisodes, useDraft } from './draft-store.ts'
import { withEpisodes, withoutTrims, type DraftSource } from './draft.ts'
import { episodeListProblem, episodeListText, parseEpisodeList, toggledEpisode } from './episode-list.ts'
import styles from './SourceEpisodes.module.css'
import type { SourceView } from './sources-view.ts'

/** Datasets of up to this many episodes show them as a list to pick from. */
const PICKABLE = 200

/**
 * Which episodes of a source are taken: as text, which counts once the field is left or Enter is pressed, and picked one by
 * one where there are few.
 */
export function SourceEpisodes({ view }: { readonly view: SourceView }) {
  const { key, position, name, source, status } = view
  const total = status?.episodes
  const typed = useDraft((state) => state.typed.get(key))
  const text = episodeListText(source.episodes)
  const count = source.episodes?.length ?? total
  const choose = (episodes: readonly number[] | undefined) => {
    typeEpisodes(key, undefined)
    changeDraft((draft) => withEpisodes(draft, position, episodes))
  }
  const commit = () => {
    if (typed === undefined) return
    const list = parseEpisodeList(typed, total)
    if (!list.ok) return
    // Who only looked has chosen nothing.
    if (episodeListText(list.episodes) === text) typeEpisodes(key, undefined)
    else choose(list.episodes)
  }
  const hint =
    total === undefined || count === undefined
      ? 'For example 0-5, 7'
      : `${formatCount(count)} of ${formatCountOf(total, 'episode')}, 0 to ${total - 1}. For example 0-5, 7; empty for all`
  return (
    <div className={styles.episodes}>
      <TextField
        label={`Episodes of ${name}, in their order in the result`}
        placeholder="all"
        hint={hint}
        error={episodeListProblem(typed, total)}
        value={typed ?? text}
        onChange={(next) => {
          typeEpisodes(key, next)
        }}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit()
          if (event.key === 'Escape' && typed !== undefined) {
            event.stopPropagation()
            typeEpisodes(key, undefined)
          }
        }}
      />
      {source.trims !== undefined && source.trims.length > 0 && (
        <div className={styles.trims}>
          <p>Kept of trimmed episodes: {trimsText(source.trims)}</p>
          <Button
            variant="quiet"
            onClick={() => {
              changeDraft((draft) => withoutTrims(draft, position))
            }}
          >
            Take them whole
          </Button>
        </div>
      )}
      {total !== undefined && total <= PICKABLE && (
        <ul className={styles.picks} aria-label={`Episodes of ${name}`}>
          {Array.from({ length: total }, (_, episode) => (
            <li key={episode}>
              <label className={styles.pick}>
                <input
                  type="checkbox"
                  checked={source.episodes?.includes(episode) ?? true}
                  onChange={() => {
                    choose(toggledEpisode(source.episodes, episode, total))
                  }}
                />
                {episode}
              </label>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

const SHOWN = 10

function trimsText(trims: NonNullable<DraftSource['trims']>): string {
  return listText(
    trims.map(({ episode, from, to }) => `${episode} (frames ${formatCount(from)}–${formatCount(to - 1)})`),
    SHOWN,
  )
}
