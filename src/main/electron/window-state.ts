import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { screen, type BrowserWindow, type Rectangle } from 'electron'
import { z } from 'zod'

const stateSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(640).max(20_000),
  height: z.number().int().min(400).max(20_000),
  isMaximized: z.boolean(),
})

/** Where a window stood when it was closed. */
export interface WindowState {
  readonly bounds: Partial<Rectangle> & Pick<Rectangle, 'width' | 'height'>
  readonly isMaximized: boolean
}

const first: WindowState = { bounds: { width: 1280, height: 800 }, isMaximized: false }

/** Reads where the window stood; somewhere visible when that screen is gone. */
export function readWindowState(home: string): WindowState {
  try {
    const { isMaximized, ...bounds } = stateSchema.parse(
      JSON.parse(readFileSync(join(home, 'window.json'), 'utf8')),
    )
    return isVisible(bounds)
      ? { bounds, isMaximized }
      : { bounds: { width: bounds.width, height: bounds.height }, isMaximized }
  } catch {
    return first
  }
}

/** Writes where the window stands whenever it is closed. */
export function keepWindowState(home: string, window: BrowserWindow): void {
  window.on('close', () => {
    const state = { ...window.getNormalBounds(), isMaximized: window.isMaximized() }
    try {
      writeFileSync(join(home, 'window.json'), JSON.stringify(state))
    } catch {
      // The window opens in its first place next time.
    }
  })
}

function isVisible(bounds: Rectangle): boolean {
  return screen
    .getAllDisplays()
    .some(
      ({ workArea }) =>
        bounds.x + bounds.width > workArea.x + 80 &&
        bounds.x < workArea.x + workArea.width - 80 &&
        bounds.y >= workArea.y - 8 &&
        bounds.y < workArea.y + workArea.height - 40,
    )
}
