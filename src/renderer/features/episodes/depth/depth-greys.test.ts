import { describe, expect, it } from 'vitest'
import type { DepthScale } from '#shared/model/episode.ts'
import { greyColours, shownDistances, shownGreys } from './depth-greys.ts'
import { turbo } from './turbo.ts'

const quantised = { min: 0.01, max: 10, isLogarithmic: true, shift: 3.5 }
const recorded: DepthScale = { unit: 'mm', shown: { near: 300, far: 5000 }, quantised }

describe('greys of a depth video', () => {
  it('are those between the shown distances, by the formula of the format', () => {
    const grey = (metres: number) =>
      (Math.log(metres + 3.5) - Math.log(0.01 + 3.5)) / (Math.log(10 + 3.5) - Math.log(0.01 + 3.5))
    const { from, to } = shownGreys(recorded)
    expect(from).toBeCloseTo(grey(0.3), 12)
    expect(to).toBeCloseTo(grey(5), 12)
  })

  it('get colours by their distance, whether they were spread or not', () => {
    const levels = shownGreys(recorded)
    const spread = greyColours(recorded, levels)
    expect([spread[0], spread[255]]).toEqual([turbo(0), turbo(1)])
    const plain = greyColours(recorded)
    const middle = Math.round(255 * levels.to)
    // What is beyond the shown distances has the colours of the ends.
    expect([plain[0], plain[255]]).toEqual([turbo(0), turbo(1)])
    expect(plain[middle - 20]).not.toBe(turbo(1))
  })

  it('are all of them, where nothing else is known or fits', () => {
    const unknown: DepthScale = { unit: undefined, shown: undefined, quantised }
    expect(shownDistances(unknown)).toEqual({ near: 0.01, far: 10 })
    expect(shownGreys(unknown)).toEqual({ from: 0, to: 1 })
    expect(shownGreys({ unit: 'm', shown: { near: 300, far: 5000 }, quantised })).toEqual({ from: 0, to: 1 })
    expect(shownGreys({ ...unknown, quantised: undefined })).toEqual({ from: 0, to: 1 })
  })

  it('are linear where the recorder says so', () => {
    const linear: DepthScale = {
      unit: 'm',
      shown: { near: 1, far: 3 },
      quantised: { min: 0, max: 4, isLogarithmic: false, shift: 0 },
    }
    expect(shownGreys(linear)).toEqual({ from: 0.25, to: 0.75 })
    expect(greyColours(linear, { from: 0.25, to: 0.75 })[51]).toBe(turbo(0.2))
  })
})
