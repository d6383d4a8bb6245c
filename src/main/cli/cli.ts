#!/usr/bin/env -S node --max-semi-space-size=8
import { Command } from '@commander-js/extra-typings'
import { version } from '#main/version.ts'
import { addDoctor } from './commands/doctor.ts'
import { addHead } from './commands/head.ts'
import { addHistory } from './commands/history.ts'
import { addInspect } from './commands/inspect.ts'
import { addMerge } from './commands/merge.ts'
import { addPlan } from './commands/plan.ts'
import { addSchema } from './commands/schema.ts'
import { addServe } from './commands/serve.ts'
import { addVerify } from './commands/verify.ts'
import { exitCodes } from './output.ts'

const program = new Command('episplice')
  .description('Merge LeRobot v3.0 recordings into one training set without losing a bit.')
  .version(version)
  .showHelpAfterError('(episplice COMMAND --help explains)')
  .addHelpText(
    'after',
    '\nStart with:\n  episplice inspect DIR\n  episplice plan DIR DIR --out NEW\n  episplice merge DIR DIR --out NEW',
  )
  .exitOverride((error) => {
    // Help and version are no mistakes; everything else that commander ends for is.
    process.exit(error.exitCode === 0 ? exitCodes.done : exitCodes.usage)
  })

addInspect(program)
addDoctor(program)
addPlan(program)
addMerge(program)
addHistory(program)
addVerify(program)
addHead(program)
addSchema(program)
addServe(program)

await program.parseAsync()
