"""The protocol table of the clinical evidence, transcribed row by row a second time, apart from the rules' own files.

Severities: m, M, S for mild, moderate, severe. Interval: the columns min, then the lower end of the recommended window (never
under 28 where it is written as 30 or 28 to 30), the interval of the main trial or label, the upper end (42 where it is less), gap.
Depth: proposed from, to, with confirmation to, with override to. Reviews in days; the primary one carries a star, `s3` is a look
after session 3, `f` counts from the first session. Derived: what the table tags as its own choice, a habit or unseen.
"""

# ruff: noqa: E501 (a row of a table stands on one line)

from typing import NamedTuple

TRUNK_AND_LIMBS = ("abdomen", "back", "breasts", "buttocks", "thighs", "arms", "lower_legs")
STRIAE_ALBA = ("abdomen", "thighs", "buttocks", "breasts")
FACE_AND_BODY = ("face", "hands", "decolletage", *TRUNK_AND_LIMBS)
UNIFORM, FINE, EITHER, RED = (
    "uniform_pinpoint_bleeding", "fine_pinpoint_bleeding", "erythema_or_fine_pinpoint", "erythema",
)  # fmt: skip


class Row(NamedTuple):
    """One row: for what, and what it says."""

    concern: str
    kinds: tuple[str | None, ...]
    severities: str
    areas: tuple[str, ...]
    sessions: str
    interval: str
    depth: tuple[float, float, float | None, float | None]
    endpoint: str
    reviews: str
    full_result: str
    maintenance: str
    evidence: str
    tags: str = ""


ROWS = (
    Row("acne_scars", ("rolling", "boxcar", None), "m", ("face",), "3/3/4", "14|28/30/42|90", (0.5, 1.5, None, None), UNIFORM, "30 90*", "180-180", "none", "moderate", "sessions=derived endpoint=convention late_after=convention maintenance=derived"),
    Row("acne_scars", ("rolling", "boxcar", None), "M", ("face",), "3/4/6", "14|28/30/42|90", (1.0, 1.5, 2.0, None), UNIFORM, "30 90* 180", "180-180", "none", "moderate", "sessions=derived depth.min=derived maintenance=derived"),
    Row("acne_scars", ("rolling", "boxcar", None), "S", ("face",), "4/5/6", "14|28/30/42|90", (1.5, 1.5, 2.0, 2.5), UNIFORM, "s3 30 90* 180", "180-365", "none", "moderate", "sessions=derived depth.min=derived maintenance=derived"),
    Row("acne_scars", ("ice_pick",), "m", ("face",), "3/3/4", "14|28/30/42|90", (0.5, 1.5, None, None), UNIFORM, "90*", "180-180", "-", "moderate", "sessions=derived"),
    Row("acne_scars", ("ice_pick",), "M", ("face",), "3/4/6", "14|28/30/42|90", (1.0, 1.5, 2.0, None), UNIFORM, "90*", "180-180", "-", "moderate", "sessions=derived"),
    Row("acne_scars", ("ice_pick",), "S", ("face",), "4/5/6", "14|28/30/42|90", (1.5, 1.5, 2.0, 2.5), UNIFORM, "s3 90*", "180-180", "-", "moderate", "sessions=derived"),
    Row("acne_scars", ("rolling", "boxcar", "ice_pick", None), "mMS", ("back",), "3/3/6", "14|28/30/42|90", (0.25, 2.0, None, None), UNIFORM, "30 180*", "180-180", "-", "very_low"),
    Row("fine_lines", (None,), "mM", ("face",), "3/4/4", "14|28/30/42|90", (0.5, 1.5, None, None), EITHER, "60* 90", "90-180", "180/365", "low_to_moderate", "late_after=derived maintenance.min=convention maintenance.typical=derived"),
    Row("fine_lines", (None,), "S", ("face",), "4/4/6", "14|28/30/42|90", (1.0, 1.5, None, None), UNIFORM, "60 90*", "180-180", "180/365", "low", "maintenance.min=convention maintenance.typical=derived"),
    Row("fine_lines", (None,), "mMS", ("perioral",), "2/3/4", "28|28/30/42|90", (0.5, 1.5, None, None), UNIFORM, "90*", "180-180", "180/365", "very_low", "sessions.typical=derived sessions.max=derived absolute_min=derived min=derived target=derived depth=derived full_result=derived maintenance.min=convention maintenance.typical=derived"),
    Row("fine_lines", (None,), "mMS", ("periorbital",), "3/4/4", "28|28/30/42|90", (0.25, 0.5, None, None), RED, "60 90*", "180-180", "180/365", "low", "depth=derived maintenance.min=convention maintenance.typical=derived"),
    Row("fine_lines", (None,), "mMS", ("neck",), "4/4/4", "28|28/30/42|90", (0.5, 1.5, 2.5, None), EITHER, "30 90*", "90-90", "180/365", "low_to_moderate", "depth.min=derived depth.max=derived maintenance.min=convention maintenance.typical=derived"),
    Row("skin_laxity", (None,), "m", ("face", "neck"), "3/4/4", "14|28/30/42|90", (0.5, 1.5, None, None), UNIFORM, "60 90*", "180-180", "180/365", "low", "maintenance.min=convention maintenance.typical=convention"),
    Row("skin_laxity", (None,), "MS", ("face", "neck"), "4/4/6", "14|28/30/42|90", (1.0, 1.5, None, None), UNIFORM, "60 180*", "180-365", "180/365", "low", "maintenance.min=convention maintenance.typical=convention"),
    *(Row(concern, (None,), "mMS", ("decolletage",), "3/4/4", "14|28/28/42|90", (0.5, 1.0, None, None), RED, "90*", "180-180", "180/365", "very_low", "depth=derived maintenance.min=convention maintenance.typical=convention") for concern in ("fine_lines", "skin_laxity")),
    *(Row(concern, (None,), "mMS", ("hands",), "3/3/4", "28|28/28/42|90", (0.5, 1.0, None, None), RED, "90*", "180-180", "180/365", "very_low", "sessions=derived absolute_min=derived min=derived target=derived late_after=derived depth=derived maintenance.min=convention maintenance.typical=convention") for concern in ("fine_lines", "skin_laxity")),
    Row("stretch_marks", ("rubra",), "mMS", TRUNK_AND_LIMBS, "2/3/4", "28|28/28/42|90", (1.0, 2.0, None, None), UNIFORM, "90*", "180-180", "none", "low", "depth=derived maintenance=derived"),
    Row("stretch_marks", ("alba",), "mM", STRIAE_ALBA, "3/4/5", "28|28/30/42|90", (1.5, 2.0, None, None), UNIFORM, "90* 180", "180-180", "none", "low_to_moderate", "depth=derived full_result=derived maintenance=derived"),
    Row("stretch_marks", ("alba",), "S", STRIAE_ALBA, "4/5/6", "28|28/30/42|90", (1.5, 2.0, 2.5, None), UNIFORM, "90* 180", "180-180", "none", "low", "depth=derived full_result=derived"),
    Row("surgical_scars", ("flat_or_atrophic",), "mMS", FACE_AND_BODY, "1/3/6", "14|28/30/42|90", (1.0, 2.0, None, None), UNIFORM, "60 90* 180", "180-365", "none", "low", "depth=derived"),
    Row("surgical_scars", ("early",), "mMS", FACE_AND_BODY, "3/3/3", "28|28/28/42|90", (1.0, 1.5, None, None), FINE, "60*", "180-180", "none", "low", "depth=derived"),
    Row("surgical_scars", ("hypertrophic",), "mMS", ("abdomen",), "3/3/3", "28|28/28/42|90", (1.0, 2.5, 2.5, None), UNIFORM, "90*", "180-180", "none", "low_to_moderate", "absolute_min=derived min=derived target=derived late_after=derived"),
    Row("enlarged_pores", (None,), "mMS", ("face",), "3/3/4", "28|28/30/42|90", (0.5, 1.5, None, None), EITHER, "30 90*", "90-180", "180/180", "very_low", "sessions=derived absolute_min=derived target=derived depth=derived maintenance.min=convention"),
    Row("uneven_texture", (None,), "mMS", ("face",), "3/4/4", "14|28/30/42|90", (0.5, 1.5, None, None), EITHER, "60*", "90-180", "180/180", "low", "maintenance.min=convention"),
    Row("hyperpigmentation", ("melasma",), "mM", ("face",), "2/3/4", "14|28/28/42|90", (0.25, 1.0, 1.5, None), RED, "f28 f84*", "f84-f168", "none", "low_to_moderate", "endpoint=derived depth.min=derived depth.max=derived"),
    # The table's most, 6, holds at 14 days only; these rules plan 28 days, so 4 is the most.
    Row("hyperpigmentation", ("melasma",), "S", ("face",), "2/4/4", "14|28/28/42|90", (0.5, 1.0, 1.5, None), RED, "f28 f84*", "f84-f168", "none", "low", "sessions.typical=derived endpoint=derived depth.min=derived depth.max=derived"),
    Row("hyperpigmentation", ("post_inflammatory",), "mMS", FACE_AND_BODY, "1/3/4", "28|28/30/42|90", (0.5, 1.0, None, None), RED, "14 42*", "90-90", "-", "very_low", "sessions.typical=derived sessions.max=derived"),
    Row("hyperpigmentation", ("periorbital",), "mM", ("periorbital",), "4/4/4", "14|14/14/28|90", (0.25, 0.5, None, None), RED, "30 120*", "120-120", "-", "very_low", "depth=derived"),
    # No row of the table: borrowed from post-inflammatory hyperpigmentation, every number derived.
    Row("uneven_tone", (None,), "mMS", ("face", "neck", "decolletage", "hands"), "1/3/4", "28|28/30/42|90", (0.5, 1.0, None, None), RED, "14 42*", "90-90", "-", "very_low", "sessions=derived absolute_min=derived min=derived target=derived late_after=derived depth=derived endpoint=derived full_result=derived reviews=derived"),
)  # fmt: skip
