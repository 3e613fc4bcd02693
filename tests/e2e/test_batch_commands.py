"""Work that several processes share, on the command line."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import orjson
import psutil
import pytest
from cli_process import ROOT, CommandLine, heard_from_here_on

TEXT = "一是制定全年普法工作要点，审核合同47份；行政执法力量不足。全年救助流浪乞讨人员1,203人次。\n"
WITHOUT_DASK = [
    "-c",
    "import sys; sys.modules['distributed'] = None; from annotator.__main__ import main; main()",
]
WITH_DASK = ["-m", "annotator"]


def long_text(number: int) -> str:
    """Three hundred sentences, none like another, which would be known already."""
    return "".join(TEXT.replace("47", f"{number}{line}") for line in range(300))


@pytest.fixture
def project(run: CommandLine) -> str:
    """Forty reports, long enough for workers."""
    lines = (
        orjson.dumps({"id": f"d{number}", "text": f"报告{number}\n" + long_text(number), "spans": []})
        for number in range(40)
    )
    (run.folder / "in.jsonl").write_bytes(b"\n".join(lines))
    assert run("init", "p.annot").code == 0
    assert run("import", "p.annot", "in.jsonl").code == 0
    return "p.annot"


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is sent otherwise there")
@pytest.mark.parametrize("moment", [0.0, 2.0], ids=["at the start", "at work"])
@pytest.mark.parametrize("how", [WITH_DASK, WITHOUT_DASK], ids=["dask", "processes"])
def test_ctrl_c_ends_with_one_sentence(run: CommandLine, project: str, how: list[str], moment: float) -> None:
    if how is WITH_DASK:
        pytest.importorskip("distributed", reason="Dask is not installed")
    started = subprocess.Popen(
        [sys.executable, *how, "suggest", project, "--accept-into", "li", "--workers", "2"],
        cwd=run.folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True, preexec_fn=heard_from_here_on,
    )  # fmt: skip
    workers = _workers_of(started, moment)
    os.killpg(started.pid, signal.SIGINT)
    out, err = started.communicate(timeout=60)
    assert (started.returncode, out) == (1, b"")
    assert err.decode().splitlines() == ["error: stopped; nothing is left half-written"]
    _gone, alive = psutil.wait_procs(workers, timeout=20)
    assert [one for one in alive if one.status() != psutil.STATUS_ZOMBIE] == []
    assert run("stats", project, "--json").json["spans"] == {}
    assert run("check", project).code == 0


def test_a_scheduler_that_is_not_there(run: CommandLine) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed")
    run("init", "p.annot")
    (run.folder / "a.txt").write_text(TEXT, encoding="utf-8")
    run("import", "p.annot", "a.txt")
    ran = run("suggest", "p.annot", "--scheduler", "nonsense://x")
    assert ran.code == 1
    assert len(ran.errors) == 1
    assert "there is no Dask scheduler" in ran.err


def test_a_port_that_never_answers(run: CommandLine, project: str) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        ran = run("suggest", project, "--scheduler", f"tcp://127.0.0.1:{silent.getsockname()[1]}")
    assert ran.code == 1
    assert len(ran.errors) == 1
    assert "no answer in 10 seconds" in ran.err


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed otherwise there")
@pytest.mark.parametrize("how", [WITH_DASK, WITHOUT_DASK], ids=["dask", "processes"])
def test_a_killed_worker_changes_nothing(run: CommandLine, project: str, how: list[str]) -> None:
    if how is WITH_DASK:
        pytest.importorskip("distributed", reason="Dask is not installed")
    started = subprocess.Popen(
        [sys.executable, *how, "suggest", project, "--json", "--workers", "2"],
        cwd=run.folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    busy = _workers_of(started, 0)
    while all(one.cpu_times().user < 1.5 for one in busy):  # until one has begun
        time.sleep(0.05)
    max(busy, key=lambda one: one.cpu_times().user).kill()
    out, err = started.communicate(timeout=120)
    assert started.returncode == 0, err.decode()
    assert out.decode() == run("suggest", project, "--json").out
    assert all(
        line.startswith("done again, since a worker was lost or failed: doc")
        for line in err.decode().splitlines()
    )


def test_without_dask(run: CommandLine, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, *WITHOUT_DASK, "agree", "p.annot", "--scheduler", "tcp://127.0.0.1:8786"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "pip install annotator[batch]" in done.stderr.decode()
    both = run("agree", "p.annot", "--scheduler", "tcp://127.0.0.1:8786", "--workers", "2")
    assert both.code == 2


def _workers_of(started: "subprocess.Popen[bytes]", moment: float) -> list[psutil.Process]:
    """The processes that it has started, once there are two, and so many seconds have gone by."""
    for _second in range(300):
        found = [
            child for child in psutil.Process(started.pid).children(recursive=True)
            if "spawn_main" in " ".join(child.cmdline())
        ]  # fmt: skip
        if len(found) >= 2:
            time.sleep(moment)
            return found
        assert started.poll() is None
        time.sleep(0.1)
    raise AssertionError("no workers were started")
