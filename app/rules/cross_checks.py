"""What only holds between the rule files: every name that one file uses must exist in another."""

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from app.planning.catalogue.asked import PATIENT_FACTS
from app.rules.faults import RuleFault
from app.rules.files import RuleFiles, key_of
from app.rules.schema.words import EvidenceFile

SUPPORTS: dict[str, frozenset[str]] = {
    "label": frozenset({"label", "regulation"}),
    "guideline": frozenset({"guideline", "expert", "regulation"}),
    "review": frozenset({"review", "expert"}),
    "trial": frozenset({"trial", "measurement"}),
}
"""Which kinds of source can carry a basis; the other bases say by themselves that no study carries them."""


def cross_check(files: RuleFiles) -> tuple[RuleFault, ...]:
    """Every fault between the files, in the order of the files."""
    return (
        *_evidence_faults(files),
        *_repeated_codes(files),
        *_area_faults(files),
        *_protocol_faults(files),
        *_reference_faults(files),
    )


def _evidence_faults(files: RuleFiles) -> Iterator[RuleFault]:
    sources = {source.key: source for source in files.sources.sources}
    for name, model in files.by_name():
        for location, entry in _evidence_entries(model, ()):
            key = key_of(location)
            unknown = [source for source in entry.sources if source not in sources]
            for source in unknown:
                yield RuleFault(name, f"{key}.sources", f"no source '{source}' in sources.toml")
            kinds = SUPPORTS.get(entry.basis)
            if kinds is None or unknown:
                continue
            if not any(sources[s].kind in kinds and sources[s].reading != "unverified" for s in entry.sources):
                wanted = " or ".join(sorted(kinds))
                yield RuleFault(
                    name, f"{key}.basis", f"basis '{entry.basis}' needs a source of kind {wanted} that was read"
                )


def _evidence_entries(
    model: object, location: tuple[int | str, ...]
) -> Iterator[tuple[tuple[int | str, ...], EvidenceFile]]:
    if isinstance(model, EvidenceFile):
        yield location, model
    if isinstance(model, BaseModel):
        for field in type(model).model_fields:
            yield from _evidence_entries(getattr(model, field), (*location, field))
    elif isinstance(model, list):
        for index, item in enumerate(model):
            yield from _evidence_entries(item, (*location, index))


def _repeated_codes(files: RuleFiles) -> Iterator[RuleFault]:
    yield from _repeats("sources.toml", "sources", (source.key for source in files.sources.sources))
    yield from _repeats("concerns.toml", "concerns", (concern.code for concern in files.concerns.concerns))
    yield from _repeats("areas.toml", "areas", (area.code for area in files.areas.areas))
    yield from _repeats("care.toml", "tasks", (task.code for task in files.care.tasks))
    yield from _repeats("scales.toml", "scales", (scale.code for scale in files.scales.scales))
    yield from _repeats("labels.toml", "labels", (label.code for label in files.labels.labels))
    yield from _repeats("procedures.toml", "adjuncts", (adjunct.code for adjunct in files.procedures.adjuncts))
    for index, concern in enumerate(files.concerns.concerns):
        yield from _repeats("concerns.toml", f"concerns[{index}].kinds", (kind.code for kind in concern.kinds))
    for index, label in enumerate(files.labels.labels):
        yield from _repeats("labels.toml", f"labels[{index}].indications", (entry.code for entry in label.indications))
    yield from _repeats("screening.toml", "no_rules", (entry.code for entry in files.screening.no_rules))
    asked = [*(question.code for question in files.screening.questions), *_procedure_codes(files)]
    patient_facts = [fact.code for fact in PATIENT_FACTS]
    yield from _repeats("screening.toml", "questions or procedures", [*patient_facts, *asked])
    for index, entry in enumerate(files.screening.no_rules):
        if entry.code in asked:
            yield RuleFault("screening.toml", f"no_rules[{index}].code", f"'{entry.code}' has a rule as well")


def _repeats(file: str, key: str, codes: Iterable[str]) -> Iterator[RuleFault]:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            yield RuleFault(file, key, f"'{code}' stands there twice")
        seen.add(code)


def _area_faults(files: RuleFiles) -> Iterator[RuleFault]:
    parents = {area.code: area.parent for area in files.areas.areas}
    for index, area in enumerate(files.areas.areas):
        if area.parent is not None and area.parent not in parents:
            yield RuleFault("areas.toml", f"areas[{index}].parent", f"no area '{area.parent}'")
        elif _climbs_forever(area.code, parents):
            yield RuleFault("areas.toml", f"areas[{index}].parent", "the area would contain itself")


def _climbs_forever(code: str, parents: dict[str, str | None]) -> bool:
    seen: set[str] = set()
    here: str | None = code
    while here is not None:
        if here in seen:
            return True
        seen.add(here)
        here = parents.get(here)
    return False


def _protocol_faults(files: RuleFiles) -> Iterator[RuleFault]:
    kinds = {concern.code: {kind.code for kind in concern.kinds} for concern in files.concerns.concerns}
    areas = {area.code for area in files.areas.areas if area.default_max_mm.value > 0}
    scales = {scale.code for scale in files.scales.scales}
    procedures = set(_procedure_codes(files))
    for name, protocol in files.protocols.items():
        if name != f"protocols/{protocol.code}.toml":
            yield RuleFault(name, "code", f"the file of '{protocol.code}' is named {protocol.code}.toml")
        if protocol.concern not in kinds:
            yield RuleFault(name, "concern", f"no concern '{protocol.concern}' in concerns.toml")
        else:
            yield from _unknown(name, "kinds", protocol.kinds, kinds[protocol.concern], "kind of the concern")
        yield from _unknown(name, "areas", protocol.areas, areas, "treatable area in areas.toml")
        for index, band in enumerate(protocol.bands):
            yield from _unknown(name, f"bands[{index}].measures", band.measures, scales, "scale in scales.toml")
            if band.start_after is not None:
                named = [band.start_after.procedure]
                yield from _unknown(name, f"bands[{index}].start_after.procedure", named, procedures, "procedure")
    yield from _untreated(files)


def _untreated(files: RuleFiles) -> Iterator[RuleFault]:
    protocols = files.protocols.values()
    for index, concern in enumerate(files.concerns.concerns):
        own = [protocol for protocol in protocols if protocol.concern == concern.code]
        if not own:
            yield RuleFault("concerns.toml", f"concerns[{index}].code", f"no protocol treats '{concern.code}'")
        for number, kind in enumerate(concern.kinds):
            if own and all(protocol.kinds and kind.code not in protocol.kinds for protocol in own):
                key = f"concerns[{index}].kinds[{number}].code"
                yield RuleFault("concerns.toml", key, f"no protocol treats the kind '{kind.code}'")


def _reference_faults(files: RuleFiles) -> Iterator[RuleFault]:
    kinds = {concern.code: {kind.code for kind in concern.kinds} for concern in files.concerns.concerns}
    every_kind = {kind for of_concern in kinds.values() for kind in of_concern}
    areas = {area.code for area in files.areas.areas}
    findings = {question.code for question in files.screening.questions} | set(_procedure_codes(files))
    for index, area in enumerate(files.areas.areas):
        yield from _unknown("areas.toml", f"areas[{index}].hard_max_concerns", area.hard_max_concerns, kinds, "concern")
    for index, question in enumerate(files.screening.questions):
        yield from _unknown("screening.toml", f"questions[{index}].concerns", question.concerns, kinds, "concern")
    for index, procedure in enumerate(files.procedures.procedures):
        named = procedure.except_concerns
        yield from _unknown("procedures.toml", f"procedures[{index}].except_concerns", named, kinds, "concern")
    for index, adjunct in enumerate(files.procedures.adjuncts):
        yield from _unknown("procedures.toml", f"adjuncts[{index}].concerns", adjunct.concerns, kinds, "concern")
        own = {kind for concern in adjunct.concerns for kind in kinds.get(concern, ())}
        yield from _unknown("procedures.toml", f"adjuncts[{index}].kinds", adjunct.kinds, own, "kind of its concerns")
    for index, task in enumerate(files.care.tasks):
        yield from _unknown("care.toml", f"tasks[{index}].findings", task.findings, findings, "question")
    for index, scale in enumerate(files.scales.scales):
        yield from _unknown("scales.toml", f"scales[{index}].concerns", scale.concerns, kinds, "concern")
    modifiers = [(f"types[{index}]", entry) for index, entry in enumerate(files.skin.types)]
    for key, modifier in (*modifiers, ("sensitive", files.skin.sensitive)):
        signed = modifier.sign_off_concerns
        yield from _unknown("skin.toml", f"{key}.sign_off_concerns", signed, every_kind | set(kinds), "concern or kind")
    for number, label in enumerate(files.labels.labels):
        for index, indication in enumerate(label.indications):
            key = f"labels[{number}].indications[{index}]"
            yield from _unknown("labels.toml", f"{key}.concern", [indication.concern], kinds, "concern")
            own = kinds.get(indication.concern, set())
            yield from _unknown("labels.toml", f"{key}.kinds", indication.kinds, own, "kind of the concern")
            yield from _unknown("labels.toml", f"{key}.areas", indication.areas, areas, "area")


def _unknown(file: str, key: str, codes: Iterable[str], known: Iterable[str], noun: str) -> Iterator[RuleFault]:
    there = set(known)
    for code in codes:
        if code not in there:
            yield RuleFault(file, key, f"'{code}' is no {noun}")


def _procedure_codes(files: RuleFiles) -> list[str]:
    return [procedure.code for procedure in files.procedures.procedures]
