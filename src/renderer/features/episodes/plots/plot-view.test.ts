import { expect, test } from 'vitest'
import { createPlotView, hover, isZoomed, pan, revealing, showAll, zoom } from './plot-view.ts'

test('zooming keeps the frame under the pointer where it is, within the episode', () => {
  const view = createPlotView(1001)
  expect(isZoomed(view.getState())).toBe(false)
  zoom(view, 0.5, 250)
  expect(view.getState().range).toEqual({ min: 125, max: 625 })
  expect(isZoomed(view.getState())).toBe(true)
  zoom(view, 0.5, 125)
  expect(view.getState().range).toEqual({ min: 125, max: 375 })
  for (let i = 0; i < 20; i++) zoom(view, 0.5, 200)
  const { min, max } = view.getState().range
  expect(max - min).toBe(8)
  for (let i = 0; i < 20; i++) zoom(view, 2, 200)
  expect(view.getState().range).toEqual({ min: 0, max: 1000 })
})

test('panning stops at the ends', () => {
  const view = createPlotView(1001)
  pan(view, 100)
  expect(view.getState().range).toEqual({ min: 0, max: 1000 })
  zoom(view, 0.1, 500)
  pan(view, 1e6)
  expect(view.getState().range).toEqual({ min: 900, max: 1000 })
  pan(view, -1e6)
  expect(view.getState().range).toEqual({ min: 0, max: 100 })
  showAll(view)
  expect(isZoomed(view.getState())).toBe(false)
})

test('a frame is brought into the range only when it is out of it', () => {
  const view = createPlotView(1001)
  zoom(view, 0.1, 0)
  const { range } = view.getState()
  expect(revealing(view.getState(), 100)).toBe(range)
  expect(revealing(view.getState(), 500)).toEqual({ min: 490, max: 590 })
  expect(revealing(view.getState(), 1000)).toEqual({ min: 900, max: 1000 })
})

test('an episode of one frame has a range', () => {
  const view = createPlotView(1)
  zoom(view, 0.5, 0)
  expect(view.getState().range).toEqual({ min: 0, max: 1 })
})

test('hovering the same frame tells nobody', () => {
  const view = createPlotView(10)
  let told = 0
  view.subscribe(() => told++)
  hover(view, 3)
  hover(view, 3)
  hover(view, undefined)
  expect(told).toBe(2)
})
