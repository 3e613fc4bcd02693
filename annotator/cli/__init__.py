"""The command line: thin skins over the services. `run()` is the whole of it."""

from annotator.cli.run import run

__all__ = ["run"]
