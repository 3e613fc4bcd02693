"""Where the packaged program begins."""

from annotator.__main__ import main, window

if __name__ == "__main__":
    import sys
    from pathlib import Path

    (window if Path(sys.executable).stem == "annotator-window" else main)()
