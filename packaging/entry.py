"""Where the packaged program begins."""

from annotator.__main__ import main

if __name__ == "__main__":
    main()
