"""What the docs say is true: generated pages are fresh, commands run, everything public is described."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from pia_toolkit.contracts import CONTRACTS, json_schema
from pia_toolkit.errors import ExitCode

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CLI = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")


def test_generated_pages_are_fresh():
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "generate.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_tour_of_the_readme_runs(pia_here, tmp_path):
    (tmp_path / "sample_datasets").symlink_to(ROOT / "sample_datasets")
    answers = ROOT / "sample_datasets" / "demo" / "parking" / "answers.yaml"
    commands = [line.split("#")[0] for line in re.findall(r"^pia .*$", README, flags=re.MULTILINE)]
    assert len(commands) >= 7
    for command in commands:
        words = shlex.split(command)[1:]
        if words == ["ask", "parking"]:
            words += ["--answers", answers]
        done = pia_here(*words)
        assert done.returncode == 0, (command, done.stderr)
    assert (tmp_path / "parking" / "reports" / "assessment.zh.html").is_file()


def test_links_lead_somewhere():
    for page in [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), (page.name, target)


@pytest.mark.parametrize("code", list(ExitCode))
def test_every_exit_code_is_documented(code):
    assert f"| {code.value} |" in CLI


@pytest.mark.parametrize("name", CONTRACTS)
def test_every_contract_is_a_valid_schema_and_described(name):
    jsonschema.Draft202012Validator.check_schema(json_schema(name))
    assert f"schema/{name}.json" in (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")


def test_scan_results_keep_the_contract(pia_here):
    import json

    for sample in ("service-requests-zh.csv", "district-totals.xlsx", "smart-meters.parquet"):
        done = pia_here("scan", ROOT / "sample_datasets" / sample, "--format", "json")
        jsonschema.validate(json.loads(done.stdout), json_schema("inventory"))
