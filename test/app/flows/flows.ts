import { choosing } from './choosing.ts'
import type { Flow } from './flow.ts'
import { interrupted } from './interrupted.ts'
import { reviewing } from './reviewing.ts'
import { watching } from './watching.ts'
import { whole } from './whole.ts'

/** In which the host has a part: also against the desktop's double. */
export const hostFlows: readonly Flow[] = [...whole, ...interrupted, ...watching]

/** What has to work in a browser, and in Electron itself. */
export const flows: readonly Flow[] = [...hostFlows, ...choosing, ...reviewing]
