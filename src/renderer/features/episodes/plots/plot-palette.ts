/** Colours that a canvas draws with, as the theme has them now. */
export interface PlotPalette {
  readonly lines: readonly string[]
  readonly state: string
  readonly action: string
  readonly grid: string
  readonly text: string
  /** For text on the canvas: size and family. */
  readonly font: string
}

/** How many lines have a colour of their own: `--plot-1` to `--plot-8`. */
export const LINE_COLOURS = 8

const palettes = new Map<string, PlotPalette>()

/** The palette of the theme there is now, read once for all plots. */
export function palette(host: HTMLElement): PlotPalette {
  const { colorScheme } = getComputedStyle(host)
  const isDark = matchMedia('(prefers-color-scheme: dark)').matches
  const key = `${colorScheme} ${isDark} ${document.documentElement.getAttribute('data-theme')}`
  const known = palettes.get(key) ?? readPalette(host)
  palettes.set(key, known)
  return known
}

/**
 * Reads the tokens. A custom property is text, `light-dark(…)` and all, and a canvas needs a colour: an element that
 * wears it knows which one it comes to.
 */
function readPalette(host: HTMLElement): PlotPalette {
  const probe = document.createElement('span')
  host.append(probe)
  const colour = (token: string): string => {
    probe.style.setProperty('color', `var(--${token})`)
    return getComputedStyle(probe).color
  }
  probe.style.setProperty('font-size', 'var(--text-s)')
  const { fontSize, fontFamily } = getComputedStyle(probe)
  const read = {
    lines: Array.from({ length: LINE_COLOURS }, (_, i) => colour(`plot-${i + 1}`)),
    state: colour('plot-state'),
    action: colour('plot-action'),
    grid: colour('line'),
    text: colour('text-muted'),
    font: `${fontSize} ${fontFamily}`,
  }
  probe.remove()
  return read
}

/** Tells when the theme may have changed: by the system, or by the setting. Returns the function that ends it. */
export function onThemeChange(listener: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)')
  const setting = new MutationObserver(listener)
  system.addEventListener('change', listener)
  setting.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  return () => {
    system.removeEventListener('change', listener)
    setting.disconnect()
  }
}

/** The token of a line: state and action look the same everywhere. */
export function lineToken(label: string, place: number): string {
  return label === 'state' || label === 'action' ? `plot-${label}` : `plot-${(place % LINE_COLOURS) + 1}`
}
