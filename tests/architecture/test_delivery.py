"""What is delivered: locks without addresses, files that name no machine, an image that runs as nobody."""

import json
import re
import shlex
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
DOCKERFILE = ROOT / "Dockerfile"


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a clone: there is no list of tracked files")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def instructions() -> list[tuple[str, str]]:
    """Return each instruction of the Dockerfile with its arguments, continued lines joined."""
    text = re.sub(r"\\\n", " ", DOCKERFILE.read_text(encoding="utf-8"))
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_packages_versions_and_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--find-links" not in text
    assert "index-url" not in text
    packages = re.findall(r"^[a-z0-9][^\n]*(?:\n +--hash[^\n]*)*", text, re.MULTILINE)
    assert len(packages) > 20
    assert not [package for package in packages if "==" not in package or "--hash=sha256:" not in package]


def test_what_runs_is_locked_to_what_was_tested() -> None:
    runtime, tested = (
        set(re.findall(r"^[a-z0-9][^ \n]*==[^ \n]+", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))
        for lock in LOCKS
    )
    assert runtime <= tested


@pytest.mark.parametrize("name", ["uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock"])
def test_no_lock_with_addresses_is_kept(name: str) -> None:
    assert ROOT / name not in tracked_files()


def test_no_file_names_a_place_of_this_machine() -> None:
    places = [f"{place}/".encode() for place in (ROOT, Path.home()) if len(place.parts) > 1]
    assert not [
        str(path.relative_to(ROOT))
        for path in tracked_files()
        if path != DOCKERFILE and any(place in path.read_bytes() for place in places)
    ]


def test_the_image_has_two_stages_and_the_second_installs_nothing() -> None:
    names = [name for name, _ in instructions()]
    assert names.count("FROM") == 2
    second = instructions()[len(names) - names[::-1].index("FROM") :]
    runs = " ".join(arguments for name, arguments in second if name == "RUN")
    assert not re.search(r"\b(pip|uv|apt-get|gcc|make)\b", runs)


def test_the_image_runs_as_nobody_and_says_how_it_is() -> None:
    given = dict(instructions())
    user = given["USER"].split(":")[0]
    assert user.isdigit()
    assert int(user) > 0
    assert "/readyz" in given["HEALTHCHECK"]
    assert given["EXPOSE"] == "8000"
    assert json.loads(given["CMD"])[:4] == ["python", "-m", "app", "serve"]


def test_everything_that_the_image_copies_exists() -> None:
    for name, arguments in instructions():
        parts = shlex.split(arguments)
        if name != "COPY" or parts[0].startswith("--from"):
            continue
        for source in parts[:-1]:
            assert (ROOT / source).exists(), source
