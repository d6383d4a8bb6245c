import type { WebContents } from 'electron'

/** A document that a window shows, and what ends with it. */
interface Page {
  readonly id: string
  readonly ends: Set<() => void>
}

/**
 * Which page each window shows, by the names that the preload script gives itself. A page ends when the one after it
 * says its first word, when its process is gone, or when its window closed. What Electron tells of navigation is not
 * asked: it begins before it may be denied, and whether it is done before the new page speaks is nowhere promised.
 */
export class Pages {
  readonly #shown = new Map<WebContents, Page>()
  readonly #ended = new Set<string>()
  readonly #known = new WeakSet<WebContents>()

  /** Takes note that a page speaks. False for one that has ended, whose words are late. */
  hear(contents: WebContents, id: string): boolean {
    const before = this.#shown.get(contents)
    if (before?.id === id) return true
    if (this.#ended.has(id)) return false
    if (!this.#known.has(contents)) this.#watch(contents)
    this.#end(contents)
    this.#shown.set(contents, { id, ends: new Set() })
    return true
  }

  /** Calls `end` when the page that is shown ends. Returns the function that calls it off. */
  whenEnded(contents: WebContents, end: () => void): () => void {
    const ends = this.#shown.get(contents)?.ends
    ends?.add(end)
    return () => ends?.delete(end)
  }

  #watch(contents: WebContents): void {
    this.#known.add(contents)
    const end = (): void => {
      this.#end(contents)
    }
    contents.on('render-process-gone', end)
    contents.once('destroyed', end)
  }

  #end(contents: WebContents): void {
    const page = this.#shown.get(contents)
    if (page === undefined) return
    this.#shown.delete(contents)
    this.#ended.add(page.id)
    for (const end of page.ends) end()
  }
}
