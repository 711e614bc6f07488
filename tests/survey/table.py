"""The table of the survey, and what in it is not as it has to be."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.survey.findings import Finding
from tests.survey.lighthouse import CATEGORIES, Verdict
from tests.survey.ways.demo import STAFF_PAGES
from tests.survey.weight import MOST
from webapp.languages.catalogues import languages

_NOTHING = "–"


@dataclass
class Table:
    """All that was found: by each visit; and by station the pictures that differ, and what Lighthouse says."""

    findings: Sequence[Finding]
    pictures: Mapping[str, Sequence[str]]
    verdicts: Mapping[str, Verdict]

    def lines(self) -> list[str]:
        """Return the table, a line for each station."""
        codes = list(languages())
        head = (
            f"{'':32}{'bytes cold':^{7 * len(codes)}}{'warm':>7}{'asked':>6}  {'Lighthouse':^19}{'axe':>5}{'looks':>6}"
        )
        names = f"{'page':32}{''.join(f'{code:>7}' for code in codes)}{'most':>7}{'for':>6}{'perf a11y best seo':>20}"
        return [head, names, *(self._line(name) for name in dict.fromkeys(found.name for found in self.findings))]

    def regressions(self) -> list[str]:
        """Return what is not as it has to be, a line for each thing."""
        lacking = [
            f"{name}: Lighthouse: {lack}"
            for name, verdict in self.verdicts.items()
            for lack in verdict.lacks or ([] if verdict.perfect else [str(verdict.scores)])
        ]
        heavy = [
            f"{found.name} in {found.language}: {found.weight.cold} bytes cold, {found.weight.cold - MOST} too many"
            for found in self.findings
            if found.weight and found.weight.cold > MOST and found.name not in STAFF_PAGES
        ]
        lost = [f"{found.name} in {found.language}: {found.trouble}" for found in self.findings if found.trouble]
        differing = [f"{name}: {line}" for name, lines in self.pictures.items() for line in lines]
        return [*lost, *heavy, *self._axe_lines(), *lacking, *differing]

    def _axe_lines(self) -> list[str]:
        """Return each finding once, with the number of the places where it is and the first of them."""
        places: dict[str, list[str]] = {}
        for found in self.findings:
            for line in found.axe:
                look, _, what = line.partition(": ")
                places.setdefault(what, []).append(f"{found.name} in {found.language}, {look}")
        return [f"axe: {what} ({len(where)} times, first at {where[0]})" for what, where in places.items()]

    def _line(self, name: str) -> str:
        own = {found.language: found for found in self.findings if found.name == name}
        weights = [found.weight for found in own.values() if found.weight]
        cold = "".join(self._cold(own[code]) if code in own else f"{_NOTHING:>7}" for code in languages())
        warm = max((weight.warm for weight in weights), default=_NOTHING)
        requests = max((weight.requests for weight in weights), default=_NOTHING)
        axe = Counter(found.language for found in own.values() for _ in found.axe).total()
        looks = len(self.pictures.get(name, []))
        return f"{name:32}{cold}{warm:>7}{requests:>6}{self._scores(name):>20}{axe:>5}{looks:>6}"

    @staticmethod
    def _cold(found: Finding) -> str:
        return f"{found.weight.cold if found.weight else 'lost':>7}"

    def _scores(self, name: str) -> str:
        verdict = self.verdicts.get(name)
        return " ".join(f"{verdict.scores[kind] if verdict else _NOTHING:>4}" for kind in CATEGORIES)
