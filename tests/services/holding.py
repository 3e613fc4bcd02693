"""How much more memory the same work takes on many documents than on few; run as a program, in a process of its own.

    python holding.py traced|resident WORK FEW MANY

Prints the bytes by which the peak grows: of Python's own objects ("traced"), or of the process with SQLite's pages
("resident", Linux). FEW and MANY are paths without suffix: of a project (.annot) and of its canonical lines (.jsonl).
"""

import sys
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory

from annotator.services import file_reading
from annotator.services.exchange import import_paths
from annotator.services.exporting import export
from annotator.services.project import Project, create_project


def work(name: str, given: Path) -> None:
    with TemporaryDirectory() as folder:
        if name == "import":
            create_project(Path(folder, "new.annot"), actor="me")
            with Project(Path(folder, "new.annot"), "me") as project:
                assert not import_paths(project, [given.with_suffix(".jsonl")]).failed
            return
        with Project(given.with_suffix(".annot"), "me") as project:
            export(project, Path(folder, "out.json"), format=name)


def traced(name: str, given: Path) -> int:
    tracemalloc.start()
    work(name, given)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def resident(name: str, given: Path) -> int:
    """The most that this process had ever; not what `getrusage` says, which counts in the process that began this one."""
    work(name, given)
    (line,) = (x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    measure = {"traced": traced, "resident": resident}[sys.argv[1]]
    file_reading.READ_AHEAD = 2**20  # else all of a small file is read before anything is written
    work(sys.argv[2], Path(sys.argv[3]))  # what is kept for good, such as modules and patterns
    few, many = (measure(sys.argv[2], Path(path)) for path in sys.argv[3:5])
    print(many - few)
