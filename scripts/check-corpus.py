"""Has an independent checker judge every merge of a bad dataset that was kept in a folder (test/bad/judge.ts).

Usage: check-corpus.py CHECK_MERGE.py FOLDER. Prints one line per case that failed and ends with 'N passed, M failed'.
One process for all: the checker's imports take longer than its checks.
"""
import contextlib
import importlib.util
import io
import json
import sys
from pathlib import Path

checker, folder = sys.argv[1:]
passed = failed = 0
for case in sorted(Path(folder).iterdir()):
    wanted = json.loads((case / "case.json").read_text())
    sources = [str(case / name) for name in (["before", "source"] if wanted["hasBefore"] else ["source"])]
    sys.argv = [checker, str(case / "merged"), *sources]
    if "episodes" in wanted:
        kept = case / "episodes.json"
        kept.write_text(json.dumps(wanted["episodes"]))
        sys.argv += ["--episodes", str(kept)]
    spec = importlib.util.spec_from_file_location("check_merge", checker)
    module = importlib.util.module_from_spec(spec)
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            spec.loader.exec_module(module)
            module.main()
        code = 0
    except SystemExit as end:
        code = end.code
    except Exception as error:  # the checker could not even read it
        code = repr(error)
    if code == 0:
        passed += 1
    else:
        failed += 1
        print(f"FAIL {case.name}: {code}\n{said.getvalue()[:2000]}")
print(f"{passed} passed, {failed} failed")
