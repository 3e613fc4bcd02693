"""What is looked at before work goes to a cluster."""

from pathlib import Path
from typing import Any

import batch_jobs
import pytest

from annotator.domain.errors import UserError
from annotator.services.batch import cluster
from annotator.services.batch.crew import Crew, Job, Part, run

distributed = pytest.importorskip("distributed", reason="Dask is not installed")


def versions(python: str, dask: str) -> dict[str, Any]:
    return {"packages": {"python": python, "distributed": dask, "numpy": "1.26"}}


def test_a_cluster_of_another_python_or_dask_is_refused() -> None:
    here = versions("3.11.7.final.0", "2026.8.0")
    cluster.check_versions(
        {"client": here, "scheduler": here, "workers": {"a": versions("3.11.9.final.0", "2026.8.0")}}
    )
    for other in (versions("3.12.1.final.0", "2026.8.0"), versions("3.11.7.final.0", "2025.1.0")):
        with pytest.raises(
            UserError, match=r"the cluster has Python .* and this is Python 3\.11, distributed 2026"
        ):
            cluster.check_versions({"client": here, "scheduler": here, "workers": {"a": here, "b": other}})
        with pytest.raises(UserError, match="install the same there"):
            cluster.check_versions({"client": here, "scheduler": other, "workers": {}})


def test_a_scheduler_without_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 1)
    with (
        distributed.LocalCluster(
            n_workers=0,
            dashboard_address=None,
            silence_logs=50,
            host="127.0.0.1",
            scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
        ) as empty,
        pytest.raises(UserError, match="no Dask scheduler with a worker at tcp://127"),
    ):
        cluster.Cluster(0, empty.scheduler_address, b"")


def test_what_is_no_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 1)
    for address in ("tcp://127.0.0.1:1", "nonsense", "nonsense://x", "tls://127.0.0.1:1"):
        with pytest.raises(UserError, match="there is no Dask scheduler"):
            cluster.check_scheduler(address)


def test_workers_without_annotator_or_with_another_are_refused() -> None:
    cluster.check_annotators([cluster.__version__])
    with pytest.raises(UserError, match="has no annotator; install annotator"):
        cluster.check_annotators([cluster.__version__, None])
    with pytest.raises(UserError, match=r"the workers have annotator 0\.0\.1 and this is"):
        cluster.check_annotators(["0.0.1"])


def test_a_cluster_that_is_deserted_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(cluster, "_DESERTED", 1)
    monkeypatch.setattr(cluster, "_ASK", 0)
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address=None, silence_logs=50, host="127.0.0.1",
        scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
    ) as started:  # fmt: skip
        results = run(
            Job(batch_jobs.folder_of, (str(tmp_path),), batch_jobs.take_long),
            [Part(number, f"part {number}", 1) for number in range(2)],
            Crew(scheduler=started.scheduler_address),
            here=lambda number: number,
        )
        assert next(results) == 0
        started.scale(0)
        with pytest.raises(UserError, match="has no worker any more; nothing was written"):
            next(results)
