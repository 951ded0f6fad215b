"""Public data to measure against, at one commit each, brought into `benchmarks/data/fetched` (never committed).

    python benchmarks/fetch.py            # all of it
    python benchmarks/fetch.py csv-detective

They come from GitHub, or, without network, from the folder that PIA_BENCH_SOURCES names: it holds
`owner+name/repo`, a git directory or a clone. What cannot be had is told and left out; nothing fails for it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

FETCHED = Path(__file__).parent / "data" / "fetched"
LOCAL_COPIES = "PIA_BENCH_SOURCES"
_COMMIT_FILE = ".commit"
_NAMED = 3
_PLAIN_FILES = ("100644", "100755")


@dataclass(frozen=True)
class PublicSource:
    """A public repository at one commit. `folders`: what is taken of it, all of it when none is named."""

    repository: str
    commit: str
    licence: str
    folders: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name of the repository without its owner."""
        return self.repository.rpartition("/")[2]


SOURCES = (
    PublicSource(
        "capitalone/DataProfiler",
        "9919af4552fbd6140a8d48683bdb928a0b1ab455",
        "Apache-2.0",
        ("dataprofiler/tests/data", "dataprofiler/tests/data_readers"),
    ),
    PublicSource("datagouv/csv-detective", "0afd8352c8be8c8c55b364f4c7ccd714d77eb3b9", "MIT"),
    PublicSource("acryldata/datahub-classify", "233a4dc58e4c22961993fc868ec2349a0e0595cf", "Apache-2.0"),
    PublicSource("microsoft/presidio-research", "7622dec1e5f7d25dc60b57c28c39f4c4af197018", "MIT"),
    PublicSource(
        "wbsg-uni-mannheim/TabAnnGPT",
        "b5277ce7d2f8e5b4223033407724165b74453b3d",
        "none stated",
        ("CPAusingLLMs/data", "CTAusingChatGPT/data", "KnowledgeSelfRefinementForCTA/data"),
    ),
    PublicSource("congy/AutoType", "600df80b283480dbbda07339a569e24a1835e3ca", "C-UDA-1.0"),
    PublicSource("wan9yu/argus-redact", "b7d459bedda01dc9ea5061aa0f2b569b3c356c14", "Apache-2.0"),
    PublicSource(
        "google/transit",
        "2dd229bb9afadce86171034a16fa740f6dfd7c20",
        "Apache-2.0",
        ("gtfs/spec/en/examples/sample-feed-1",),
    ),
    PublicSource("tkrajina/gpxpy", "017d9961ee9aa86ccdbf5bb50a4e2341d5c42f4b", "Apache-2.0", ("test_files",)),
    PublicSource(
        "hasadna/open-bus",
        "1e972a43ca5141bf42f0662d2e21196fa8ff8438",
        "MIT",
        ("gtfs/gtfs_utils/tests/assets/outputs",),
    ),
    PublicSource("MobilityData/gbfs", "2d9ecb543f0fcb5d3394487e7ae9fef589cfb6cb", "Apache-2.0"),
    PublicSource(
        "openmobilityfoundation/mobility-data-specification",
        "fb4d24e19066a41c091cea8d5a5f76a864263f69",
        "CC-BY-4.0",
        ("agencies.csv", "geography/examples"),
    ),
    PublicSource(
        "sebity/road-safety-accidents-york", "dce517ab5013377f01655a6d6e0f5c6368d22f8b", "none stated", ("data",)
    ),
    PublicSource("vega/vega-datasets", "cad85578e232704bb0453544742440038038c6a2", "mixed", ("data/la-riots.csv",)),
    PublicSource(
        "pcm-dpc/COVID-19",
        "fc82987b9ebda01fe8e5b59d5667e3e00721edb9",
        "CC-BY-4.0",
        ("dati-regioni/dpc-covid19-ita-regioni-20210311.csv", "dati-province/dpc-covid19-ita-province-20210311.csv"),
    ),
    PublicSource("tessalt/toronto-wards", "af67ac6020cd5bcc84887fdc1a3877aab379c665", "none stated", ("data",)),
    PublicSource("ambujmalik/odisha-edu-portal", "f8e8b4bcffec48c1a0d0f8ee315e139d14f99e52", "none stated", ("data",)),
    PublicSource("crispamares/multas", "565a08df92ea8982690e0777a37c938dd57d0409", "none stated", ("data",)),
    PublicSource(
        "vagnerclementino/achefarmaciapopular",
        "2b1500b258da854f084228335fa7dc8dd09f9c9d",
        "MIT",
        ("data/pharmacies.csv",),
    ),
    PublicSource(
        "tursics/school-student-development", "d6f465c00a620211e434059c5d5b4fb7d3670366", "MIT", ("data/schulen.csv",)
    ),
    PublicSource(
        "centraldedados/parlamento-deputados", "fa5c22dc02cf270daa53c4e7f32aabd98338e9f1", "ODC-PDDL", ("data",)
    ),
    PublicSource(
        "johan-ekman/ds_off_anstallda_55plus", "371d3f292c8fc835bcacb859c8779a934c64d23b", "none stated", ("data",)
    ),
    PublicSource(
        "hbkim1293/Offering-Residential-Information",
        "84429f003d40bd2c87934b96de03649c1a1e170e",
        "none stated",
        ("data",),
    ),
    PublicSource("plotly/datasets", "0c447c47b757ad74edecab31f0d72f849d2e67c2", "MIT", ("311_Animals_short.csv",)),
)


class CannotFetch(Exception):
    """Why a source cannot be had."""


def fetched(name: str, into: Path = FETCHED) -> Path | None:
    """Return the folder with the files of one source, fetched now if need be; None, and a word, if it cannot be had.

    `name` is that of the repository, with or without its owner. The files keep their places in the repository.
    Raises LookupError for a name that is not among `SOURCES`.
    """
    source = next((one for one in SOURCES if name in {one.repository, one.name}), None)
    if source is None:
        raise LookupError(name)
    folder = into / source.repository.replace("/", "+")
    with suppress(FileNotFoundError):
        if (folder / _COMMIT_FILE).read_text(encoding="utf-8").strip() == source.commit:
            return folder
    try:
        _bring(source, folder)
    except CannotFetch as reason:
        _tell(f"{source.repository}: skipped, {reason}")
        return None
    return folder


def _bring(source: PublicSource, folder: Path) -> None:
    """Write the files of a source into a fresh folder, which appears when all are there. Raises `CannotFetch`."""
    if shutil.which("git") is None:
        raise CannotFetch("git is not installed")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix=".part-") as scratch:
        repository = _local_copy(source) or _clone(source, Path(scratch) / "git")
        written = Path(scratch) / "files"
        absent = [path for path, content in _files(repository, source) if not _write(written / path, content)]
        if absent:
            named = ", ".join(absent[:_NAMED])
            _tell(f"{source.repository}: {len(absent)} files are not in this copy: {named}")
        if not written.exists():
            raise CannotFetch("none of its files is there")
        (written / _COMMIT_FILE).write_text(f"{source.commit}\n", encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        written.rename(folder)


def _local_copy(source: PublicSource) -> Path | None:
    """Return the git directory of a local copy that holds the commit."""
    copies = os.environ.get(LOCAL_COPIES)
    if not copies:
        return None
    repository = Path(copies) / source.repository.replace("/", "+") / "repo"
    git = repository / ".git" if (repository / ".git").is_dir() else repository
    try:
        _git(git, "cat-file", "-e", f"{source.commit}^{{commit}}")
    except CannotFetch:
        return None
    return git


def _clone(source: PublicSource, git: Path) -> Path:
    """Fetch the one commit from GitHub."""
    git.mkdir()
    _git(git, "init", "--quiet", "--bare")
    _git(git, "fetch", "--quiet", "--depth=1", f"https://github.com/{source.repository}", source.commit)
    return git


def _files(git: Path, source: PublicSource) -> Iterator[tuple[str, bytes | None]]:
    """Yield the files of the commit: path, and content or None when this copy lacks it. Links are left out."""
    listed = _git(git, "ls-tree", "-r", "-z", source.commit, "--", *source.folders).decode()
    for entry in filter(None, listed.split("\0")):
        (mode, _, blob), path = entry.partition("\t")[0].split(), entry.partition("\t")[2]
        if mode not in _PLAIN_FILES or ".." in PurePosixPath(path).parts or path.startswith("/"):
            continue
        try:
            yield path, _git(git, "cat-file", "blob", blob)
        except CannotFetch:
            yield path, None


def _write(path: Path, content: bytes | None) -> bool:
    if content is None:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


def _git(git: Path, *arguments: str) -> bytes:
    """Run one git command, without prompts and without the user's settings. Raises `CannotFetch`."""
    alone = {"GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", f"--git-dir={git}", *arguments]
    ended = subprocess.run(command, capture_output=True, check=False, env=os.environ | alone)
    if ended.returncode:
        lines = ended.stderr.decode(errors="replace").strip().splitlines()
        raise CannotFetch(lines[-1] if lines else f"git ended with exit code {ended.returncode}")
    return ended.stdout


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


def main(names: list[str]) -> None:
    """Fetch the sources named, or all of them, and say where each is."""
    for name in names or [source.repository for source in SOURCES]:
        folder = fetched(name)
        if folder:
            print(f"{name}: {folder}")


if __name__ == "__main__":
    main(sys.argv[1:])
