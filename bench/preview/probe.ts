import type { Recording } from './recording.ts'

/** What the probe has to know to judge pictures. */
export type Judged = Pick<Recording, 'episodes' | 'pictures'> & { readonly dataset: number }

/** How long something took. Milliseconds from the key press or the click. */
export interface Taken {
  /** Until the number and the pictures of both cameras are there. */
  readonly thereMs: number
  /** Until the display had the chance to show them. */
  readonly shownMs: number
}

/** What was seen since the last report. */
export interface Report {
  /** Moments at which pictures were compared with the number. */
  readonly looks: number
  readonly outOfSync: number
  /** A few of them, as text. */
  readonly examples: readonly string[]
}

/** The probe inside the page. */
export interface Probe {
  /** From now on the first key press or click is timed. */
  readonly arm: () => void
  /** When another episode or frame is shown since {@link arm}. */
  readonly shown: () => Promise<Taken>
  /** Goes to an address of the page, and waits likewise. */
  readonly go: (hash: string) => Promise<Taken>
  /** The number at each picture of the display until playing ends. */
  readonly play: () => Promise<{ readonly frames: readonly number[]; readonly ms: number }>
  readonly report: () => Report
}

declare global {
  interface Window {
    probe: Probe
  }
}

/**
 * Self-contained: it is run in the page before its own scripts. At every change of the number, and at every picture
 * of the display, it reads the barcodes of all pictures and compares them with the episode and the number in the page.
 */
export function installProbe({ episodes, pictures, dataset }: Judged): void {
  const bits = (context: CanvasRenderingContext2D, y: number, from: number, count: number): number => {
    const { data } = context.getImageData(from * 8, y, count * 8, 1)
    let value = 0
    for (let i = 0; i < count; i++) value = value * 2 + (data[(i * 8 + 4) * 4 + 1]! > 128 ? 1 : 0)
    return value
  }
  // Looked for once: looking through the page at every picture would slow down what is measured.
  const found = new Map<string, Element>()
  const find = (selector: string): Element | null => {
    const known = found.get(selector)
    if (known?.isConnected === true) return known
    const element = document.querySelector(selector)
    if (element !== null) found.set(selector, element)
    return element
  }
  const look = () => {
    const player = find('[role=group][aria-label=Player]')
    const heading = find('[aria-label^="Episode "] h2')?.textContent ?? ''
    return {
      episode: Number(/^Episode (\d+)/.exec(heading)?.[1] ?? -1),
      frame: Number(find('[role=slider][aria-label=Frame]')?.ariaValueNow ?? -1),
      isBusy: player?.ariaBusy !== 'false',
    }
  }
  const canvases = document.getElementsByTagName('canvas')
  let looks = 0
  let outOfSync = 0
  let examples: string[] = []
  const judge = ({ episode, frame, isBusy }: ReturnType<typeof look>): void => {
    const { first } = episodes[episode] ?? { first: NaN }
    const cameras = [...canvases].filter(({ role }) => role === 'img')
    const seen = cameras.map((canvas, camera) => {
      const context = canvas.getContext('2d', { alpha: false })!
      const number = bits(context, 24, 4, 4)
      // Nothing at all is honest as long as the page says that it is on its way.
      if (number === 0 && isBusy) return undefined
      const right = number === dataset && bits(context, 24, 0, 4) === camera
      return right ? bits(context, 8, 0, 16) : -1
    })
    const wrong = seen.filter((own) => own !== undefined && own !== (first + frame) % pictures)
    looks++
    if (wrong.length === 0 && (isBusy || seen.length === 2)) return
    outOfSync++
    if (examples.length < 5)
      examples.push(
        `episode ${episode}, frame ${frame}${isBusy ? ', busy' : ''}: pictures ${seen.join(', ')}`,
      )
  }

  let before: ReturnType<typeof look> | undefined
  let startedMs: number | undefined
  let taken = Promise.withResolvers<Taken>()
  const onChange = (): void => {
    const now = look()
    if (now.episode < 0) return
    // Numbers follow their pictures in the same task, before anything is shown: the display's looks are for the rest.
    if (!now.isBusy) judge(now)
    const at = performance.now()
    const isOther = now.episode !== before?.episode || now.frame !== before.frame
    if (before === undefined || startedMs === undefined || now.isBusy || !isOther) return
    before = undefined
    const { resolve } = taken
    const from = startedMs
    // A task behind the next picture of the display.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => {
        port1.close()
        resolve({ thereMs: at - from, shownMs: performance.now() - from })
      }
      port2.postMessage(undefined)
    })
  }
  const arm = (): void => {
    before = look()
    startedMs = undefined
    taken = Promise.withResolvers()
  }
  const shown = (): Promise<Taken> => taken.promise
  for (const type of ['keydown', 'pointerdown'])
    addEventListener(
      type,
      (event) => {
        startedMs ??= event.timeStamp
      },
      { capture: true },
    )
  new MutationObserver(onChange).observe(document, {
    ...{ subtree: true, childList: true, characterData: true },
    attributeFilter: ['aria-valuenow', 'aria-busy'],
  })
  const display = (): void => {
    const now = look()
    if (now.episode >= 0) judge(now)
    requestAnimationFrame(display)
  }
  requestAnimationFrame(display)

  window.probe = {
    arm,
    shown,
    go: (hash) => {
      arm()
      startedMs = performance.now()
      location.hash = hash
      return shown()
    },
    play: async () => {
      const frames: number[] = []
      const times: number[] = []
      const isPlaying = (): boolean => document.querySelector('[aria-label=Pause]') !== null
      await new Promise<void>((resolve) => {
        let hasBegun = false
        const sample = (): void => {
          const { frame } = look()
          hasBegun ||= isPlaying()
          if (hasBegun && frames.at(-1) !== frame) {
            frames.push(frame)
            times.push(performance.now())
          }
          if (hasBegun && !isPlaying()) resolve()
          else requestAnimationFrame(sample)
        }
        sample()
      })
      return { frames, ms: times.at(-1)! - times[0]! }
    },
    report: () => {
      const report = { looks, outOfSync, examples }
      looks = 0
      outOfSync = 0
      examples = []
      return report
    },
  }
}
