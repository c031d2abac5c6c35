"""Rules that are well formed and would plan something unsafe, or nothing, without a word: refused with file and key."""

# ruff: noqa: E501 (a row of a table stands on one line)

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.rules.rules_folder import Change, a_copy, append, check_rules, drop, put, repeat

PROTOCOL = "protocols/acne-scars-face.toml"
EARLY = "protocols/surgical-scars-early.toml"
TWENTY_DAYS = {"value": 20, "basis": "derived", "note": "Ours."}


class Unsound(NamedTuple):
    """One change, and where it must be said."""

    name: str
    file: str
    change: Change
    key: str


CASES = (
    Unsound("a skin type that deepens", "skin.toml", put("types/3/depth_change_mm/value", 0.25), "types[3]"),
    Unsound("sensitive skin that deepens", "skin.toml", put("sensitive/first_session_change_mm/value", 0.25), "sensitive"),
    Unsound("first session without depth", "skin.toml", put("types/4/first_session_max_mm/value", 0), "types[4]"),
    Unsound("sign-off without its words", "skin.toml", drop("types/4/sign_off"), "types[4]"),
    Unsound("sign-off for nothing", "skin.toml", drop("types/4/sign_off_concerns"), "types[4]"),
    Unsound("floor that holds nowhere", "skin.toml", drop("types/3/floor_regions"), "types[3]"),
    Unsound("regions without a floor", "skin.toml", drop("types/3/floor_days"), "types[3]"),
    Unsound("label's cap of an area below nothing", "areas.toml", put("areas/1/label_max_mm/value", -1.0), "areas[1]"),
    Unsound("label's cap below nothing", "labels.toml", put("labels/0/indications/0/max_depth_mm/value", -1.0), "labels[0].indications[0]"),
    Unsound("start window reversed", EARLY, put("bands/0/start_after/min_days/value", 200), "bands[0].start_after"),
    Unsound("review of a session that never comes", PROTOCOL, put("bands/2/reviews/0/number", 9), "bands[2]"),
    Unsound("ages reversed", "screening.toml", put("age/refuse_below/value", 30), "age"),
    Unsound("override of a deferral", "screening.toml", put("questions/2/effects/0/overridable", value=True), "questions[2].effects[0]"),
    Unsound("a question named as a patient's fact", "screening.toml", put("questions/0/code", "skin_type"), "questions"),
    Unsound("sign-off days without a sign-off", "procedures.toml", put("procedures/0/sign_off_days", TWENTY_DAYS), "procedures[0]"),
    Unsound("sign-off over before the washout", "procedures.toml", put("procedures/8/sign_off_days/value", 10), "procedures[8]"),
    Unsound("adjunct for a kind of another concern", "procedures.toml", put("adjuncts/0/kinds", ["alba"]), "adjuncts[0].kinds"),
    Unsound("scale without an end", "scales.toml", put("scales/0/max", float("inf")), "scales[0]"),
    Unsound("scale of one endless step", "scales.toml", put("scales/0/step", float("inf")), "scales[0]"),
    Unsound("kind that nothing treats", "concerns.toml", append("concerns/3/kinds", {"code": "old", "title": "Old"}), "concerns[3]"),
    Unsound("indication twice", "labels.toml", repeat("labels/0/indications/0"), "labels[0]"),
    Unsound("blocked product twice", "procedures.toml", repeat("avoided/0"), "avoided"),
    Unsound("combining rule twice", "procedures.toml", repeat("combining/0"), "combining"),
    Unsound("fact on anaesthetic twice", "care.toml", repeat("anaesthetic/0"), "anaesthetic"),
    Unsound("absent rule twice", "screening.toml", repeat("no_rules/0"), "no_rules"),
    Unsound("area twice in a protocol", PROTOCOL, repeat("areas/0"), "areas"),
    Unsound("kind twice in a protocol", PROTOCOL, repeat("kinds/0"), "kinds"),
    Unsound("expectation twice", PROTOCOL, repeat("bands/0/expectations/0"), "bands[0]"),
    Unsound("measure twice", PROTOCOL, repeat("bands/0/measures/0"), "bands[0]"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_it_is_refused_where_it_stands(case: Unsound, tmp_path: Path) -> None:
    folder = a_copy(tmp_path)
    folder.change(case.file, case.change)
    faults = check_rules(folder.path)
    assert [fault for fault in faults if fault.file == case.file and fault.key.startswith(case.key)], faults
