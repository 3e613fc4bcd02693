"""What the tests of agreement add to a test run: a table of the worked cases by measure.

Of the whole run and not of their folder, since the process that reports does not look into folders when others run the tests.
"""

from collections import Counter

import pytest

PROPERTY = "agreement measure"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    rows = [
        (measure, outcome)
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        for name, measure in report.user_properties
        if name == PROPERTY
    ]
    if not rows:
        return
    counts = Counter(rows)
    terminalreporter.section("worked cases of agreement")
    for measure in sorted({measure for measure, _ in rows}):
        passed, failed = counts[measure, "passed"], counts[measure, "failed"]
        terminalreporter.line(f"{measure:40} {passed:4} passed {failed:4} failed")
    terminalreporter.line(f"{'all':40} {sum(outcome == 'passed' for _, outcome in rows):4} passed")
