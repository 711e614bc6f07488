"""How the bench's figures look, and which of its bars were missed."""

import sys
from dataclasses import dataclass, field


@dataclass
class Figures:
    """Prints figures as they come, and remembers the bars that were missed."""

    missed: list[str] = field(default_factory=list)

    def heading(self, text: str) -> None:
        """Begin a part."""
        _print(f"\n{text}")

    def say(self, name: str, *values: str) -> None:
        """Print what was measured."""
        _print(f"  {name:<60}" + "".join(f"{value:>17}" for value in values))

    def bar(self, name: str, ratio: float, below: float, *values: str) -> None:
        """Print a ratio that has to stay below a bar, and the figures that it is of."""
        met = ratio < below
        if not met:
            self.missed.append(f"{name}: {ratio:.3f}, not below {below:.2f}")
        self.say(name, *values, f"{ratio:.3f} < {below:.2f}", "met" if met else "MISSED")

    def verdict(self) -> int:
        """Print what was missed; return what the process is to exit with."""
        self.heading("Every bar is met." if not self.missed else "Missed:")
        for line in self.missed:
            _print(f"  {line}")
        return 1 if self.missed else 0


def milliseconds(seconds: float) -> str:
    """Return a duration as it is printed."""
    return f"{1000 * seconds:.2f} ms"


def whole_seconds(seconds: float) -> str:
    """Return a long duration as it is printed."""
    return f"{seconds:.1f} s"


def rate(count: int, seconds: float) -> str:
    """Return how many there were in a second as it is printed."""
    return f"{count / seconds:,.0f} a second"


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
