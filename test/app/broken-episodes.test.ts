import { join } from 'node:path'
import { expect, it } from 'vitest'
import { episodes } from '../support/edit-dataset.ts'
import { mapColumn } from '../support/edit-table.ts'
import { expectFaithful } from '../support/expect-faithful.ts'
import { expectAccessible } from './support/axe.ts'
import { FLOW_MS } from './flows/flow.ts'
import { addFromLibrary, goTo, mergeButton, nameResult } from './support/merge-steps.ts'
import { openApp } from './support/open-app.ts'

const top = 'observation.images.top'

it('leaves out the broken episodes by one button, and merges the others', { timeout: FLOW_MS }, async () => {
  const { page, root } = await openApp({ datasets: ['pick_a', 'pick_b'] })
  // Episode 1 loses half a second, episode 2 lies beyond the end of its video.
  await episodes(
    mapColumn(`videos/${top}/to_timestamp`, (own, row) => (own as number) + [0, -0.5, 60][row]!),
    mapColumn(`videos/${top}/from_timestamp`, (own, row) => (own as number) + [0, 0, 60][row]!),
  )(join(root, 'pick_a'))

  await goTo(page, 'Merge')
  await addFromLibrary(page, 'pick_a', 'pick_b')
  await nameResult(page, 'sound')
  const findings = page.getByRole('region', { name: 'Findings' })
  const beyond = findings.getByRole('article', { name: 'An episode reaches beyond its video' })
  await beyond.getByRole('row', { name: /pick_a 2 / }).waitFor()
  expect(await mergeButton(page).isDisabled()).toBe(true)
  await beyond.getByRole('button', { name: 'Leave out the 2 broken episodes' }).click()

  // What is left out is still told of, and no longer in the way.
  await findings.getByRole('heading', { name: /^Good to know/ }).click()
  await beyond.getByText('Left out', { exact: true }).waitFor()
  expect(await findings.getByRole('button', { name: /broken episode/ }).count()).toBe(0)
  const source = page
    .getByRole('list', { name: 'Sources' })
    .getByRole('listitem')
    .filter({ hasText: 'pick_a' })
  await source.getByRole('button', { name: 'Episodes of pick_a: 1 of 3 episodes' }).waitFor()
  await expectAccessible(page)

  await mergeButton(page).and(page.locator(':enabled')).click()
  await page.getByText('Verified:').waitFor()
  await expectFaithful(join(root, 'sound'), { sources: ['pick_a', 'pick_b'], episodes: [[0], undefined] })
})
