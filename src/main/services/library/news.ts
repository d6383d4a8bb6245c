import type { AppEvents } from '#shared/contract.ts'
import type { PlaceId } from '#shared/model/place.ts'

/** News are gathered for this long: a scan finds hundreds at once. */
const GATHER_MS = 50

/** Gathers what became of datasets, and tells it in one piece. */
export class LibraryNews {
  readonly #tell: (changed: readonly string[], removed: AppEvents['library.changed']['removed']) => void
  readonly #changed = new Set<string>()
  readonly #removed = new Set<PlaceId>()
  #timer: NodeJS.Timeout | undefined

  /** `tell` is given the paths of datasets that changed or are new, and the names of those that are gone. */
  constructor(tell: (changed: readonly string[], removed: readonly PlaceId[]) => void) {
    this.#tell = tell
  }

  changed(path: string, id: PlaceId): void {
    this.#removed.delete(id)
    this.#changed.add(path)
    this.soon()
  }

  removed(path: string, id: PlaceId): void {
    this.#changed.delete(path)
    this.#removed.add(id)
    this.soon()
  }

  /** Tells before long, though it be nothing: that the scan is over is news as well. */
  soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      const [changed, removed] = [[...this.#changed], [...this.#removed]]
      this.#changed.clear()
      this.#removed.clear()
      this.#tell(changed, removed)
    }, GATHER_MS)
  }

  close(): void {
    clearTimeout(this.#timer)
  }
}
