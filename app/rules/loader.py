"""From a folder of TOML files to the frozen catalogue that planning works with."""

from pathlib import Path
from types import MappingProxyType

from app.planning.catalogue.area_tree import AreaTree
from app.planning.catalogue.rulebook import Catalogue
from app.rules.cross_checks import cross_check
from app.rules.faults import RuleFault, RulesBroken
from app.rules.files import RuleFiles, read_folder


def shipped_rules_dir() -> Path:
    """The folder of rules that comes with the service."""
    return Path(__file__).parent / "data"


def load_rules(folder: Path) -> Catalogue:
    """The catalogue of a folder. Raises RulesBroken with every fault when a file is broken: nothing is half served."""
    files, faults = _checked(folder)
    if files is None:
        raise RulesBroken(faults)
    return catalogue_of(files)


def catalogue_of(files: RuleFiles) -> Catalogue:
    """The catalogue that these files say; they are taken to be checked."""
    version = files.ruleset.version
    protocols = {
        entry.code: entry.to_protocol(version, f"sha256:{files.digests[name]}")
        for name, entry in files.protocols.items()
    }
    return Catalogue(
        version=version,
        title=files.ruleset.title,
        digest=files.digest(),
        policy=files.ruleset.to_policy(),
        concerns=MappingProxyType({entry.code: entry.to_concern() for entry in files.concerns.concerns}),
        areas=AreaTree(entry.to_area() for entry in files.areas.areas),
        protocols=MappingProxyType(protocols),
        questions=MappingProxyType({entry.code: entry.to_question() for entry in files.screening.questions}),
        age=files.screening.to_age(),
        no_rules=files.screening.to_no_rules(),
        procedures=MappingProxyType({entry.code: entry.to_procedure() for entry in files.procedures.procedures}),
        adjuncts=tuple(entry.to_adjunct() for entry in files.procedures.adjuncts),
        avoided=files.procedures.to_avoided(),
        combining=files.procedures.to_combining(),
        skin_rules=MappingProxyType(files.skin.to_rules()),
        sensitive_rule=files.skin.sensitive.to_rule("sensitive_skin"),
        labels=MappingProxyType({entry.code: entry.to_label() for entry in files.labels.labels}),
        care=tuple(entry.to_task() for entry in files.care.tasks),
        downtime=files.care.to_downtime(),
        anaesthetic=files.care.to_facts(),
        scales=MappingProxyType({entry.code: entry.to_scale() for entry in files.scales.scales}),
        sources=MappingProxyType({entry.key: entry.to_source() for entry in files.sources.sources}),
    )


def _checked(folder: Path) -> tuple[RuleFiles | None, tuple[RuleFault, ...]]:
    if not folder.is_dir():
        return None, (RuleFault(folder.name, "-", "there is no such folder of rules"),)
    files, faults = read_folder(folder)
    if files is None:
        return None, faults
    faults = cross_check(files) or _ambiguities(catalogue_of(files))
    return (None, faults) if faults else (files, ())


def _ambiguities(catalogue: Catalogue) -> tuple[RuleFault, ...]:
    """A goal that names its kind (or whose concern has none) is answered by one protocol at most."""
    clashes: dict[str, RuleFault] = {}
    for (concern, area, severity, kind), matches in catalogue.matches.items():
        named = kind is not None or not catalogue.concerns[concern].kinds
        if named and len(matches) > 1:
            codes = sorted({match.protocol.code for match in matches})
            goal = f"{concern} {kind or ''} {severity} in {area}".replace("  ", " ")
            clashes.setdefault(
                " ".join(codes),
                RuleFault(f"protocols/{codes[-1]}.toml", "areas", f"{' and '.join(codes)} answer {goal}"),
            )
    return tuple(clashes.values())
