import { expect, it } from 'vitest'
import { matchRoute, routes } from './routes.ts'

it.each([
  ['/library', routes.library, {}],
  ['/episodes/ab12', routes.episodes, { place: 'ab12' }],
  ['/episodes/ab12/3?frame=7', routes.episode, { place: 'ab12', moment: '3?frame=7' }],
  ['/merge/preview/3', routes.mergePreview, { moment: '3' }],
  ['/jobs/1', routes.job, { job: '1' }],
])('says which route %s is', (address, pattern, names) => {
  expect(matchRoute(address)).toEqual({ pattern, names })
})

it.each(['', '/', '/nowhere', 'https://example.org/', '/library/more', '/episodes//3', '/Library'])(
  'knows no route in %j',
  (address) => {
    expect(matchRoute(address)).toBeUndefined()
  },
)
