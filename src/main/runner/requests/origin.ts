import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { readProvenance } from '#engine/index.ts'
import { PROVENANCE_PATH, type Provenance } from '#shared/provenance.ts'
import type { ReaderInput, StatedOrigin } from '../reader-protocol.ts'

/** Datasets whose provenance is remembered. */
const KEPT = 8

/** What is remembered of a provenance: that of 50 000 episodes is some 20 MB of text. */
interface Known {
  readonly stamp: string
  readonly sources: readonly Pick<StatedOrigin, 'name' | 'fingerprint'>[]
  /** By episode of the result: position of the source, and the episode's number there. */
  readonly positions: Uint32Array
  readonly episodes: Uint32Array
}

/** Where episodes of merged datasets came from, as those datasets say themselves. */
export class Origins {
  /** By folder, the last used last. */
  readonly #kept = new Map<string, Known>()

  /** Undefined for a dataset that was not merged by us, for one whose provenance is damaged, and for other episodes. */
  async of({ path, episode }: ReaderInput<'origin'>): Promise<StatedOrigin | undefined> {
    const known = await this.#known(path)
    const source = known?.sources[known.positions[episode] ?? known.sources.length]
    return source && { ...source, episode: known.episodes[episode]! }
  }

  async #known(path: string): Promise<Known | undefined> {
    const file = await stat(join(path, PROVENANCE_PATH)).catch(() => undefined)
    if (file === undefined) return undefined
    const stamp = [file.ino, file.size, file.mtimeMs, file.ctimeMs].join()
    const kept = this.#kept.get(path)
    const known = kept?.stamp === stamp ? kept : summaryOf(await readOrNothing(path), stamp)
    this.#kept.delete(path)
    this.#kept.set(path, known)
    for (const oldest of [...this.#kept.keys()].slice(0, -KEPT)) this.#kept.delete(oldest)
    return known
  }
}

/** A damaged one tells nothing; opening the dataset is none the worse for it. */
async function readOrNothing(path: string): Promise<Provenance | undefined> {
  return await readProvenance(path).catch(() => undefined)
}

function summaryOf(provenance: Provenance | undefined, stamp: string): Known {
  const { recipe, episodes = [] } = provenance ?? {}
  return {
    stamp,
    sources: recipe?.sources.map(({ name, fingerprint }) => ({ name, fingerprint })) ?? [],
    positions: Uint32Array.from(episodes, ({ source }) => source),
    episodes: Uint32Array.from(episodes, ({ episode }) => episode),
  }
}
