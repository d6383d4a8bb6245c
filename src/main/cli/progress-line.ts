import type { MergePhase, Progress } from '#shared/progress.ts'
import { bytesText, durationText } from './text.ts'

const phaseNames: Readonly<Record<MergePhase, string>> = {
  data: 'Copying rows',
  videos: 'Copying video',
  statistics: 'Computing statistics',
  metadata: 'Writing metadata',
  verify: 'Verifying',
  publish: 'Publishing',
}

const BAR_WIDTH = 24

/** Shows progress on standard error: a bar that redraws on a terminal, a line per phase elsewhere. */
export class ProgressLine {
  readonly #isTerminal: boolean
  readonly #write: (text: string) => void
  readonly #startedMs = performance.now()
  #phase: MergePhase | undefined
  #drawn = false

  constructor(stream: { readonly isTTY?: boolean; write(text: string): unknown }) {
    this.#isTerminal = stream.isTTY === true
    this.#write = (text) => {
      stream.write(text)
    }
  }

  readonly update = (progress: Progress): void => {
    if (this.#isTerminal) {
      this.#write(`\r\u001b[2K${barText(progress, (performance.now() - this.#startedMs) / 1000)}`)
      this.#drawn = true
      return
    }
    if (progress.phase === this.#phase) return
    this.#phase = progress.phase
    this.#write(`${percentText(progress.fraction)}  ${phaseNames[progress.phase]}\n`)
  }

  /** Removes the bar, so that the result stands alone. */
  clear(): void {
    if (this.#drawn) this.#write('\r\u001b[2K')
    this.#drawn = false
  }
}

function percentText(fraction: number): string {
  return `${String(Math.floor(fraction * 100)).padStart(3)} %`
}

/** One line: bar, per cent, rate, time left, phase. */
export function barText({ fraction, bytesDone, phase }: Progress, seconds: number): string {
  const filled = Math.round(fraction * BAR_WIDTH)
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled)
  const rate = seconds > 0.2 ? `${bytesText(bytesDone / seconds)}/s` : ''
  // An estimate from the first few per cent would jump about.
  const left =
    fraction > 0.03 && seconds > 1 ? `${durationText((seconds * (1 - fraction)) / fraction)} left` : ''
  return [bar, percentText(fraction), rate.padStart(10), left.padEnd(10), phaseNames[phase]].join('  ')
}
