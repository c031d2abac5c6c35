"""The shipped protocols say what the protocol table of the clinical evidence says, row by row."""

from collections.abc import Iterator

import pytest

from app.planning.catalogue.evidence import Evidence
from app.planning.catalogue.protocols import Band, FullResult, Maintenance, Review
from app.planning.catalogue.rulebook import Catalogue
from app.rules.loader import load_rules, shipped_rules_dir
from tests.rules.protocol_table import ROWS, Row

RULES: Catalogue = load_rules(shipped_rules_dir())
SEVERITIES = {"m": "mild", "M": "moderate", "S": "severe"}


def goals_of(row: Row) -> Iterator[tuple[str, str, str, str | None]]:
    for letter in row.severities:
        for area in row.areas:
            for kind in row.kinds:
                yield row.concern, area, SEVERITIES[letter], kind


GOALS = [(row, goal) for row in ROWS for goal in goals_of(row)]


def band_of(goal: tuple[str, str, str, str | None]) -> Band:
    """The band that answers a goal; without a kind the one for every kind comes first."""
    matches = RULES.matching(*goal)
    found = [match for match in matches if goal[3] is not None or match.band.kind is None]
    assert len(found) == 1, (goal, [match.protocol.code for match in matches])
    assert goal[1] in found[0].protocol.areas, "a row of the table is not answered from another area"
    return found[0].band


def written_reviews(reviews: tuple[Review, ...]) -> str:
    before = {"session": "s", "first_session": "f", "last_session": ""}
    return " ".join(before[one.anchor] + str(one.number or one.after_days.value) + "*" * one.primary for one in reviews)


def written_full_result(full: FullResult | None) -> str:
    assert full is not None
    before = "f" if full.anchor == "first_session" else ""
    return f"{before}{full.min_days.value}-{before}{full.max_days.value}"


def written_maintenance(maintenance: Maintenance | None) -> str:
    if maintenance is None:
        return "-"
    if maintenance.min_days is None or maintenance.typical_days is None:
        return "none"
    return f"{maintenance.min_days.value}/{maintenance.typical_days.value}"


@pytest.mark.parametrize(("row", "goal"), GOALS, ids=["-".join(map(str, goal)) for _, goal in GOALS])
def test_a_row_is_there_with_all_its_numbers(row: Row, goal: tuple[str, str, str, str | None]) -> None:
    band = band_of(goal)
    sessions, spacing, depth = band.sessions, band.spacing, band.depth_mm
    beyond = [None if step is None else step.value for step in (depth.confirm_up_to, depth.override_up_to)]
    assert row._replace(tags="") == Row(
        row.concern,
        row.kinds,
        row.severities,
        row.areas,
        f"{sessions.min.value}/{sessions.typical.value}/{sessions.max.value}",
        f"{spacing.absolute_min.value}|{spacing.min.value}/{spacing.target.value}/{spacing.late_after.value}"
        f"|{spacing.lapse_after.value}",
        (depth.min.value, depth.max.value, beyond[0], beyond[1]),
        band.endpoint.code,
        written_reviews(band.reviews),
        written_full_result(band.full_result),
        written_maintenance(band.maintenance),
        band.evidence,
    )


def evidence_of(band: Band) -> dict[str, list[Evidence]]:
    """Every evidence of a band by the name that the tags use; `depth` and `depth.min` both find the least depth."""
    spacing, maintenance = band.spacing, band.maintenance
    named: dict[str, object] = {
        "sessions.min": band.sessions.min,
        "sessions.typical": band.sessions.typical,
        "sessions.max": band.sessions.max,
        "absolute_min": spacing.absolute_min,
        "min": spacing.min,
        "target": spacing.target,
        "late_after": spacing.late_after,
        "depth.min": band.depth_mm.min,
        "depth.max": band.depth_mm.max,
        "depth.confirm_up_to": band.depth_mm.confirm_up_to,
        "endpoint": band.endpoint,
        "full_result.min": band.full_result and band.full_result.min_days,
        "full_result.max": band.full_result and band.full_result.max_days,
        "maintenance.rule": maintenance if maintenance and not maintenance.needed else None,
        "maintenance.min": maintenance and maintenance.min_days,
        "maintenance.typical": maintenance and maintenance.typical_days,
        **{f"reviews.{review.code}": review.after_days for review in band.reviews},
    }
    found: dict[str, list[Evidence]] = {}
    for name, one in named.items():
        evidence = getattr(one, "evidence", None)
        if evidence is not None:
            for key in {name, name.split(".")[0]} if "." in name else {name}:
                found.setdefault(key, []).append(evidence)
    return found


@pytest.mark.parametrize(("row", "goal"), GOALS, ids=["-".join(map(str, goal)) for _, goal in GOALS])
def test_what_the_table_tags_as_its_own_keeps_the_tag(row: Row, goal: tuple[str, str, str, str | None]) -> None:
    found = evidence_of(band_of(goal))
    for tag in row.tags.split():
        name, basis = tag.split("=")
        assert [one.basis for one in found[name]] == [basis] * len(found[name]), tag


def test_the_gap_after_which_a_series_lapses_is_derived_everywhere() -> None:
    bands = [band for protocol in RULES.protocols.values() for band in protocol.bands]
    assert {(band.spacing.lapse_after.value, band.spacing.lapse_after.evidence.basis) for band in bands} == {
        (90, "derived")
    }


def test_no_protocol_says_more_than_the_table() -> None:
    answered = {band_of(goal) for _, goal in GOALS}
    assert answered == {band for protocol in RULES.protocols.values() for band in protocol.bands}


def test_severe_dark_circles_have_no_protocol() -> None:
    assert RULES.matching("hyperpigmentation", "periorbital", "severe", "periorbital") == ()


@pytest.mark.parametrize("area", ["eyelids"])
def test_nothing_is_planned_inside_the_orbital_rim(area: str) -> None:
    assert not [goal for goal in RULES.matches if goal[1] == area]


def test_early_scars_start_six_to_sixteen_weeks_after_surgery_with_a_sign_off() -> None:
    band = band_of(("surgical_scars", "face", "moderate", "early"))
    assert band.start_after is not None
    window = (band.start_after.procedure, band.start_after.min_days.value, band.start_after.max_days.value)
    assert window == ("surgery", 42, 112)
    assert band.start_after.min_days.evidence.sources == ("Claytor2022",)


def test_what_the_table_wants_signed_is_signed() -> None:
    signed = {
        (protocol.concern, band.kind or protocol.kinds[0])
        for protocol in RULES.protocols.values()
        for band in protocol.bands
        if band.sign_off is not None
    }
    assert signed == {
        ("surgical_scars", "early"),
        ("surgical_scars", "hypertrophic"),
        ("hyperpigmentation", "periorbital"),
    }


def test_what_the_table_wants_said_is_said() -> None:
    severe_laxity = band_of(("skin_laxity", "face", "severe", None))
    assert "no_lifting" in [one.code for one in severe_laxity.expectations]
    ice_pick = band_of(("acne_scars", "face", "moderate", "ice_pick"))
    said = {one.code: one.evidence for one in ice_pick.expectations}
    assert "Lotfi2013" in said["poor_response"].sources
    assert said["non_needling_adjunct"] == Evidence("unverified", ("Leheta2011",), said["non_needling_adjunct"].note)
    melasma = band_of(("hyperpigmentation", "face", "mild", "melasma"))
    assert "adjunct_to_topicals" in [one.code for one in melasma.expectations]
