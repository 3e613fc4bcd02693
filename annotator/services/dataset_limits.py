"""What somebody who trains on a dataset should know before, found in its manifest."""

from collections.abc import Iterator, Mapping
from typing import Any

from annotator.i18n import in_english

FEW_DOCUMENTS = 30
FAR_OFF = 0.1  # of all documents, that a split may lie beside what was wanted


def limits(manifest: Mapping[str, Any]) -> list[str]:
    """One English sentence each, for the card; never none."""
    return [*_of_size(manifest), *_of_labels(manifest), *_of_splits(manifest), *_of_leakage(manifest)]


def _of_size(manifest: Mapping[str, Any]) -> Iterator[str]:
    yield "Texts say what their authors published; nothing in them was checked for truth."
    if manifest["documents"] < FEW_DOCUMENTS:
        yield in_english(
            "Only {count} document: figures that are measured on it say little of others.",
            "Only {count} documents: figures that are measured on them vary much with the documents.",
            manifest["documents"],
        )
    unfinished = [each["layer"] for each in manifest["annotators"] if each["done"] < each["documents"]]
    if unfinished:
        yield f"Not everything that is marked is said to be finished (layers: {', '.join(unfinished)})."


def _of_labels(manifest: Mapping[str, Any]) -> Iterator[str]:
    if manifest["agreement"] is None:
        yield "How far annotators agree is not known."
    else:
        undefined = [
            name for name, of in manifest["agreement"]["by_label"].items() if of["alpha"]["value"] is None
        ]
        if undefined:
            yield f"Agreement is undefined for {', '.join(undefined)}: too few spans, or no difference that could be."
        low = [
            name
            for name, of in manifest["agreement"]["by_label"].items()
            if of["alpha"]["value"] is not None and of["alpha"]["value"] < 0.667
        ]
        if low:
            yield f"Alpha is below 0.667, Krippendorff's least for tentative conclusions, for {', '.join(low)}."


def _of_splits(manifest: Mapping[str, Any]) -> Iterator[str]:
    labels = {label for split in manifest["splits"] for label in split["spans"]}
    for split in manifest["splits"]:
        if not split["documents"]:
            yield f"The split {split['name']} is empty: there are too few documents, or too few groups."
        elif missing := sorted(label for label in labels if not split["spans"].get(label)):
            yield f"The split {split['name']} has no span of {', '.join(missing)}."
        if abs(split["share"] - split["wanted"]) > FAR_OFF:
            yield (
                f"The split {split['name']} has {split['share']:.0%} of the documents where {split['wanted']:.0%} was "
                "wanted: groups that stay together are large, or documents are few."
            )


def _of_leakage(manifest: Mapping[str, Any]) -> Iterator[str]:
    found = manifest["leakage"]
    count = sum(found["leaking"].values()) if found is not None else 0
    if count:
        yield in_english(
            "{count} passage of later splits is nearly equal to one in an earlier split: scores on it flatter "
            "(see Leakage; --together or --dedupe avoids it).",
            "{count} passages of later splits are nearly equal to one in an earlier split: scores on them flatter "
            "(see Leakage; --together or --dedupe avoids it).",
            count,
        )
