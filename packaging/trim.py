"""What of the libraries goes into the packaged program and what stays out: read by annotator.spec."""

import re
import sys
from pathlib import Path

FOUND_AT_RUN_TIME = ["pyarrow.parquet", "cassis", "psycopg", "psycopg_binary"]
"""Modules that nothing imports where PyInstaller looks."""

MODULES = [
    # A GPL library each; nobody types Python here.
    "readline", "_gdbm", "_dbm",
    # What libraries import only where it happens to be installed, or for their own tests and tools.
    "IPython", "PIL", "matplotlib", "pandas", "pkg_resources", "setuptools", "sphinx", "tkinter", "curses", "pdb",
    "doctest", "lib2to3", "ensurepip", "idlelib", "turtledemo", "pip", "numpy.tests",
    "scipy.ndimage", "scipy.stats", "scipy.signal", "scipy.datasets", "scipy.interpolate", "scipy.integrate",
    "pyarrow.tests", "pyarrow.flight", "pyarrow._flight", "pyarrow.substrait", "pyarrow._substrait", "pyarrow.orc",
    "pyarrow._orc", "pyarrow._s3fs", "pyarrow._gcsfs", "pyarrow._azurefs", "pyarrow._hdfs", "pyarrow._parquet_encryption",
    "pyarrow._pyarrow_cpp_tests", "pyarrow.cffi", "pyarrow.vendored", "pyarrow._csv", "pyarrow._json", "pyarrow._feather",
    "pyarrow.dataset", "pyarrow._dataset", "pyarrow._dataset_parquet", "pyarrow.acero", "pyarrow._acero",
    "pyarrow._dataset_orc", "pyarrow._dataset_parquet_encryption",
    "pyarrow.interchange", "pyarrow.cuda", "pyarrow._cuda",
    "pyarrow.compute", "pyarrow._compute", "numpy._core._multiarray_tests",
    "lxml.objectify", "lxml.html", "lxml.sax", "lxml.builder", "lxml.isoschematron", "pydoc_data",
    "jieba.analyse", "jieba.posseg", "jieba.lac_small",
    # Dask's collections and web pages: annotator hands over functions, and asks for no page.
    "dask.array", "dask.bag", "dask.bytes", "dask.dataframe", "dask.diagnostics", "dask.dot", "dask.conftest",
    "dask.utils_test", "distributed.dashboard", "distributed.utils_test", "distributed.pytest_resourceleaks",
    "fsspec", "partd", "tornado.test",
    "PySide6.QtNetwork",  # nothing of ours uses it; its library and TLS plug-ins are left out below
]  # fmt: skip
"""Modules that are left out, with all that only they need."""

_UNWANTED = re.compile(
    r"""
    PySide6/Qt/translations/(?!qtbase_(en|zh_CN)\.qm$)          # our two languages
    | plugins/(egldeviceintegrations|generic|networkinformation|tls|sqldrivers)/
    | plugins/platforms/libq(eglfs|linuxfb|vnc|vkkhrdisplay|minimal|minimalegl)\b   # no desktop
    | plugins/platforms/q(direct2d|minimal)\b
    | plugins/platformthemes/libqgtk3\b                         # would bring GTK in
    | plugins/platforminputcontexts/libqtvirtualkeyboard\b
    | plugins/imageformats/(lib)?q(icns|jpeg|tga|tiff|wbmp|webp|gif|pdf)\b
    | libQt6(EglF[sS]\w*|Network|OpenGLWidgets|VirtualKeyboard\w*|Qml\w*|Quick\w*|Pdf)\.so
    | Qt6(Network|Pdf|Qml\w*|Quick\w*|VirtualKeyboard)\.dll | opengl32sw\.dll
    | ^pyarrow/(include|src|tests)/ | ^pyarrow/.*\.(pxd|pxi|pyx|h|hpp|cc)$
    | libarrow_(flight|s3|python_flight|python_parquet_encryption)\b
    | libarrow_(acero|dataset|substrait)\.so                    # on Linux; slim.py lets the others do without
    | ^pyarrow/_(acero|dataset)\w*\.                             # would load those
    | ^pyarrow/libarrow\w*\.so$ | ^pyarrow/lib\w+\.so\.\d+\.\d  # copies of one library under its other names
    | ^opencc/clib/(bin|lib|lib64|include)/
    | ^jieba/(analyse|posseg|lac_small)/ | ^jieba/finalseg/.*\.p$
    | ^distributed/(dashboard|http/(static|templates))/
    | ^lxml/(isoschematron|html)/
    | /tests?/
    | ^pip-[^/]*\.dist-info/                                     # sqlite-utils names it for a command of its own
    | \.dist-info/(RECORD|INSTALLER|REQUESTED|direct_url\.json|WHEEL|licenses/|LICEN[CS]E|sboms/)  # licences lie in one place
    """,
    re.VERBOSE,
)

_SHIPPED = re.compile(
    r"lib(python3|sqlite3|ffi|ssl|crypto|z|bz2|lzma|expat|uuid|mpdec|xcb-cursor|xcb-icccm|xcb-image|xcb-keysyms"
    r"|xcb-render-util|xcb-util)\b"
)
"""Libraries of the Linux system that builds which come along: what Python needs, and what desktops may lack.

The rest (C, C++, X11, Wayland, OpenGL, GLib, D-Bus, fonts) must be those of the system that runs it.
"""

Entry = tuple[str, str, str]  # where it goes, where it comes from, what it is


def is_wanted(entry: Entry) -> bool:
    """Whether PyInstaller's entry goes in."""
    name, source, _kind = entry
    name = name.replace("\\", "/")
    if _UNWANTED.search(name):
        return False
    return not _is_of_system(source) or _SHIPPED.match(Path(name).name) is not None


def _is_of_system(source: str) -> bool:
    return sys.platform == "linux" and source.startswith(("/lib", "/usr/lib")) and "python3" not in source
