"""Reading a folder of rules: TOML into checked file models, every fault of every file collected."""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from app.rules.faults import RuleFault
from app.rules.schema.areas import AreasFile
from app.rules.schema.care import CareFile
from app.rules.schema.concerns import ConcernsFile
from app.rules.schema.labels import LabelsFile
from app.rules.schema.procedures import ProceduresFile
from app.rules.schema.protocols import ProtocolFile
from app.rules.schema.ruleset import RulesetFile
from app.rules.schema.scales import ScalesFile
from app.rules.schema.screening import ScreeningFile
from app.rules.schema.skin import SkinFile
from app.rules.schema.sources import SourcesFile
from app.rules.schema.words import FileModel

M = TypeVar("M", bound=FileModel)


@dataclass(frozen=True, slots=True)
class RuleFiles:
    """Every file of a folder, each valid in itself; `digests` holds the SHA-256 of each by relative path."""

    ruleset: RulesetFile
    concerns: ConcernsFile
    areas: AreasFile
    screening: ScreeningFile
    procedures: ProceduresFile
    skin: SkinFile
    labels: LabelsFile
    care: CareFile
    scales: ScalesFile
    sources: SourcesFile
    protocols: dict[str, ProtocolFile]
    digests: dict[str, str]

    def by_name(self) -> Iterator[tuple[str, FileModel]]:
        """Every file with its relative path, protocols last."""
        for name in SINGLE_FILES:
            yield f"{name}.toml", getattr(self, name)
        yield from self.protocols.items()

    def digest(self) -> str:
        """`sha256:` and the hash over the names and contents of all files."""
        listing = "\n".join(f"{name} {digest}" for name, digest in sorted(self.digests.items()))
        return f"sha256:{hashlib.sha256(listing.encode()).hexdigest()}"


SINGLE_FILES: dict[str, type[FileModel]] = {
    "ruleset": RulesetFile,
    "concerns": ConcernsFile,
    "areas": AreasFile,
    "screening": ScreeningFile,
    "procedures": ProceduresFile,
    "skin": SkinFile,
    "labels": LabelsFile,
    "care": CareFile,
    "scales": ScalesFile,
    "sources": SourcesFile,
}


def read_folder(folder: Path) -> tuple[RuleFiles | None, tuple[RuleFault, ...]]:
    """The files of a folder, or None and every fault that kept one of them from being read."""
    reader = _Reader(folder)
    single = {name: reader.read(f"{name}.toml", model) for name, model in SINGLE_FILES.items()}
    protocols = {}
    for path in sorted((folder / "protocols").glob("*.toml")):
        name = f"protocols/{path.name}"
        if (protocol := reader.read(name, ProtocolFile)) is not None:
            protocols[name] = protocol
    if not protocols and not reader.faults:
        reader.faults.append(RuleFault("protocols", "*.toml", "the folder needs at least one protocol file"))
    reader.refuse_strangers()
    if reader.faults:
        return None, tuple(reader.faults)
    return RuleFiles(**single, protocols=protocols, digests=reader.digests), ()  # type: ignore[arg-type]


class _Reader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[RuleFault] = []
        self.digests: dict[str, str] = {}

    def read(self, name: str, model: type[M]) -> M | None:
        try:
            content = (self.folder / name).read_bytes()
        except OSError:
            self.faults.append(RuleFault(name, "-", "the file is missing or cannot be read"))
            return None
        self.digests[name] = hashlib.sha256(content).hexdigest()
        try:
            return model.model_validate(tomllib.loads(content.decode()))
        except UnicodeDecodeError:
            self.faults.append(RuleFault(name, "-", "the file must be UTF-8"))
        except RecursionError:
            self.faults.append(RuleFault(name, "-", "nested too deeply"))
        except tomllib.TOMLDecodeError as error:
            self.faults.append(RuleFault(name, "-", f"not valid TOML: {error}"))
        except ValidationError as error:
            self.faults.extend(RuleFault(name, key_of(entry["loc"]), entry["msg"]) for entry in error.errors())
        return None

    def refuse_strangers(self) -> None:
        """A misnamed file would be dropped silently: name it instead."""
        for path in sorted(self.folder.rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            if ".toml" in path.name.lower() and name not in self.digests:
                known = ", ".join(f"{single}.toml" for single in SINGLE_FILES)
                self.faults.append(RuleFault(name, "-", f"unknown file; a folder holds {known} and protocols/*.toml"))


def key_of(location: tuple[int | str, ...]) -> str:
    """A location inside a file, as a clinician would point to it: `bands[0].spacing.min`."""
    key = ""
    for step in location:
        key += f"[{step}]" if isinstance(step, int) else f".{step}"
    return key.lstrip(".") or "-"
