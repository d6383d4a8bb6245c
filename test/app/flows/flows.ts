import { choosing } from './choosing.ts'
import type { Flow } from './flow.ts'
import { interrupted } from './interrupted.ts'
import { watching } from './watching.ts'
import { whole } from './whole.ts'

/** What has to work in every host: in a browser, in the desktop's double and in Electron itself. */
export const flows: readonly Flow[] = [...whole, ...choosing, ...interrupted, ...watching]
