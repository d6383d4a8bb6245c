import type { Services } from '#main/services/services.ts'
import type { Area, Handlers } from './handlers.ts'

/** What was merged, and doing it again. */
export function historyHandlers({ history, again }: Services): Handlers<Area<'history'>> {
  return {
    'history.list': (window) => history.list(window),
    'history.get': ({ merge }) => again.record(merge),
    'history.sources': ({ merge }, { signal }) => again.sources(merge, signal),
    'history.runAgain': async (input, { signal }) => ({ job: await again.run(input, signal) }),
    'history.draft': ({ merge }) => again.draft(merge),
    'history.compare': ({ a, b }, { signal }) => again.compare(a, b, signal),
    'history.exportRecipe': ({ merge }) => again.exportRecipe(merge),
    'history.importRecipe': ({ text }) => again.importRecipe(text),
    'history.command': ({ merge }) => ({ command: again.command(merge) }),
  }
}
