"""`make pages`: what every page weighs and how it is judged, in one table. Exits with 1 where it is not good enough.

`python -m tests.survey start code` looks at these stations alone; without a name it is all of them.
"""

import sys
from collections.abc import Iterator, Sequence

from tests.survey.findings import be_quiet, visit_all
from tests.survey.lighthouse import PAGES, Verdict, install, lighthouse
from tests.survey.pictures import compare_pictures
from tests.survey.stations import STATIONS
from tests.survey.table import Table


def main(wanted: Sequence[str]) -> int:
    """Look at the stations, print, and return what to exit with."""
    unknown = set(wanted) - STATIONS.keys()
    if unknown:
        sys.exit(f"There is no station {', '.join(sorted(unknown))}; there are {', '.join(STATIONS)}")
    be_quiet()
    install()
    names = list(wanted) or list(STATIONS)
    table = Table(
        list(visit_all(names)),
        compare_pictures(wanted),
        dict(_verdicts([name for name in PAGES if name in names])),
    )
    sys.stdout.write("\n".join([*table.lines(), "", *table.regressions(), ""]))
    return 1 if table.regressions() else 0


def _verdicts(names: Sequence[str]) -> Iterator[tuple[str, Verdict]]:
    """Yield Lighthouse's verdicts, with nothing else going on at the same time."""
    if names:
        with lighthouse() as judge:
            for name in names:
                yield name, judge.judge(name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
