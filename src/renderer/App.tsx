import { Redirect, Route, Router, Switch } from 'wouter'
import { useHashLocation } from 'wouter/use-hash-location'
import type { MergeId } from '#shared/model/history.ts'
import type { JobId } from '#shared/model/job.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { EpisodesScreen } from './features/episodes/EpisodesScreen.tsx'
import { HistoryEntryScreen } from './features/history/HistoryEntryScreen.tsx'
import { HistoryScreen } from './features/history/HistoryScreen.tsx'
import { JobScreen } from './features/jobs/JobScreen.tsx'
import { JobsScreen } from './features/jobs/JobsScreen.tsx'
import { LibraryScreen } from './features/library/LibraryScreen.tsx'
import { MergeResultScreen } from './features/merge/result/MergeResultScreen.tsx'
import { MergeScreen } from './features/merge/MergeScreen.tsx'
import { ParquetFileScreen } from './features/parquet/ParquetFileScreen.tsx'
import { ParquetScreen } from './features/parquet/ParquetScreen.tsx'
import { SettingsScreen } from './features/settings/SettingsScreen.tsx'
import { Shell } from './features/shell/Shell.tsx'
import { parseMomentPath, routes } from '#shared/routes.ts'

/** The screens. An id in an address is only taken for one: the main process checks it. */
export function App() {
  return (
    <Router hook={useHashLocation}>
      <Shell>
        <Switch>
          <Route path={routes.library} component={LibraryScreen} />
          <Route path={routes.episodes}>
            {({ place }) => <EpisodesScreen key={place} place={place as PlaceId} />}
          </Route>
          <Route path={routes.episode}>
            {({ place, moment }) => (
              <EpisodesScreen
                key={place}
                place={place as PlaceId}
                episode={parseMomentPath(moment)?.episode}
              />
            )}
          </Route>
          <Route path={routes.merge} component={MergeScreen} />
          <Route path={routes.mergePreview}>
            {({ moment }) => <MergeResultScreen episode={parseMomentPath(moment)?.episode ?? 0} />}
          </Route>
          <Route path={routes.jobs} component={JobsScreen} />
          <Route path={routes.job}>{({ job }) => <JobScreen key={job} job={job as JobId} />}</Route>
          <Route path={routes.history} component={HistoryScreen} />
          <Route path={routes.historyEntry}>
            {({ merge }) => <HistoryEntryScreen key={merge} merge={Number(merge) as MergeId} />}
          </Route>
          <Route path={routes.parquet} component={ParquetScreen} />
          <Route path={routes.parquetFile}>
            {({ place }) => <ParquetFileScreen key={place} place={place as PlaceId} />}
          </Route>
          <Route path={routes.settings} component={SettingsScreen} />
          <Route>
            <Redirect to={routes.library} replace />
          </Route>
        </Switch>
      </Shell>
    </Router>
  )
}
