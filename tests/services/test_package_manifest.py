"""What a package says of itself fits its schema."""

from pathlib import Path

import jsonschema_rs
import orjson
from datasets_project import make

from annotator.paths import schema as schema_file
from annotator.services.packaging import PACKAGE, make_package
from annotator.services.project import Project


def test_the_setting_of_a_package_fits_its_schema(tmp_path: Path) -> None:
    with make(tmp_path) as project:
        make_package(project, tmp_path / "li.annot", "li", ["d0", "d1"])
    schema = orjson.loads(schema_file("package.schema.json").read_bytes())
    with Project(tmp_path / "li.annot", "li") as package:
        said = package.setting(PACKAGE)
    jsonschema_rs.Draft202012Validator(schema).validate(said)
    assert (said["layer"], said["project"]) == ("li", "p.annot")
