"""What may and what may not change in an answer when one thing in the question changes."""

from datetime import date, timedelta

from hypothesis import assume, event, example, given, settings
from hypothesis import strategies as st

from app.planning.changes import changes_between
from app.planning.opening import MICRONEEDLING, DayRange, Finding, Opening, PastProcedure, ReadyBy
from app.planning.plan import Plan
from app.planning.reforecast import Given, Reforecast, completed, opened, question_of, reforecast
from app.planning.repairs import repaired
from app.planning.session import PlannedSession
from tests.planning.builders import a_finding, a_goal, an_opening, by_goal, proposed, the_planner
from tests.planning.model import CATALOGUE, HORIZON_DAYS, VERDICTS, deciding_questions, untimely
from tests.planning.strategies import AREAS, FACE_KEYS, KEYS, goals_from, moved, openings

one_group = st.one_of(goals_from(KEYS, 1), goals_from([key for key in FACE_KEYS if key[1] == "face"], 3))


def first_days(plan: Plan) -> dict[str, tuple[date, date]]:
    """Of each goal's next session: its earliest and its recommended day."""
    return {
        goal_id: (sessions[0].earliest, sessions[0].recommended)
        for goal_id, sessions in by_goal(plan).items()
        if sessions
    }


def outlined(session: PlannedSession) -> tuple[object, ...]:
    steps = [
        (treatment.goal_id, treatment.step, treatment.of, treatment.depth.max_mm) for treatment in session.treatments
    ]
    return session.earliest, session.recommended, session.latest, steps


def may_be_improved(plan: Plan) -> bool:
    """True where a better schedule was not looked for, or may lie past the days that were known."""
    horizon = plan.opening.as_of + timedelta(HORIZON_DAYS)
    return plan.optimality == "bounded" or any(session.latest >= horizon for session in plan.sessions)


@given(openings())
@example(an_opening(a_goal(), a_goal("hyperpigmentation", "cheeks", kind="melasma")))
@example(an_opening(a_goal(), a_goal("fine_lines", "neck"), a_goal("fine_lines", "hands")))
def test_a_session_held_on_its_day_moves_no_other(opening: Opening) -> None:
    lived = opened(the_planner(), opening)
    assume(lived.forecast.sessions)
    while lived.forecast.sessions and not may_be_improved(lived.forecast):
        upcoming = lived.forecast.sessions[0]
        given_ = [Given(treatment.goal_id) for treatment in upcoming.treatments]
        rest = [outlined(session) for session in lived.forecast.sessions[1:]]
        # Two sessions on one day are a contradiction, so a needling of today stands in the way.
        assume(upcoming.recommended not in {entry.on for entry in question_of(lived).history})
        held = completed(lived, upcoming.number, upcoming.recommended, given_)
        lived, changes = reforecast(the_planner(), held, upcoming.recommended)
        assert changes == ()
        assert [outlined(session) for session in lived.forecast.sessions] == rest


@given(openings())
def test_a_verdict_rests_on_nothing_that_came_later(opening: Opening) -> None:
    whole = proposed(opening)
    for entry in opening.history:
        known = tuple([other for other in opening.history if other.on <= entry.on])
        then = proposed(opening._replace(history=known, findings=()))
        told = proposed(opening._replace(findings=()))
        for before, after in zip(then.goals, told.goals, strict=True):
            verdicts = before.goal.series.evaluations
            if whole.ready_by is None:
                assert after.goal.series.evaluations[: len(verdicts)] == verdicts


@given(openings())
def test_a_plan_is_what_its_preview_says(opening: Opening) -> None:
    preview, plan = proposed(opening), opened(the_planner(), opening)
    assert plan.forecast._replace(opening=opening) == preview
    assert reforecast(the_planner(), plan, opening.as_of) == Reforecast(plan, ())


@given(openings(), st.integers(1, 400))
def test_time_that_passes_before_the_next_session_moves_nothing(opening: Opening, days: int) -> None:
    plan = opened(the_planner(), opening)
    assume(plan.forecast.sessions)
    assume(not may_be_improved(plan.forecast))
    today = min(opening.as_of + timedelta(days), plan.forecast.sessions[0].recommended)
    later, changes = reforecast(the_planner(), plan, today)
    assert changes == ()
    assert later.forecast.screening == plan.forecast.screening
    assert [outlined(session) for session in later.forecast.sessions] == [
        outlined(session) for session in plan.forecast.sessions
    ]


@given(openings(to_an_event=False), st.integers(-10, 250), st.integers(0, 60), st.booleans())
def test_another_closure_or_absence_never_makes_fewer_sessions_late_nor_fewer_visits(
    opening: Opening, first: int, length: int, of_clinic: bool
) -> None:
    from_on = opening.as_of + timedelta(first)
    span = DayRange(from_on, from_on + timedelta(length))
    clinic, patient = opening.clinic, opening.availability
    if of_clinic:
        harder = opening._replace(clinic=clinic._replace(closures=(*clinic.closures, span)))
    else:
        harder = opening._replace(availability=patient._replace(unavailable=(*patient.unavailable, span)))
    before, after = proposed(opening), proposed(harder)
    assert untimely(after) >= untimely(before)
    if untimely(after) == untimely(before) and "bounded" not in (before.optimality, after.optimality):
        event("as late as before")
        assert (len(after.sessions), after.fewest_visits) >= (len(before.sessions), before.fewest_visits)


@given(openings(), st.sampled_from((364, -364, 728)))
def test_the_same_question_a_year_of_weeks_later_has_the_same_answer_as_much_later(opening: Opening, days: int) -> None:
    birth = opening.patient.birth_date
    patient = opening.patient._replace(birth_year=None)
    if birth is not None and (opening.as_of - birth).days < 26 * 365:
        patient = patient._replace(birth_date=opening.as_of - timedelta(40 * 365))
    opening = opening._replace(patient=patient)
    plan, later = proposed(opening), proposed(moved(opening, days))
    for part in ("outcome", "sessions", "reviews", "maintenance", "finish_on", "warnings"):
        assert getattr(later, part) == moved(getattr(plan, part), days)
    assert later.screening._replace(blocks=()) == moved(plan.screening._replace(blocks=()), days)


def assert_never_earlier(sooner: Plan, later: Plan) -> None:
    """No next session may be sooner; its day is compared only where nothing is late, or being in time comes first."""
    before = first_days(sooner)
    in_time = untimely(sooner) == untimely(later) == (0, 0, 0)
    for goal_id, (earliest, recommended) in first_days(later).items():
        if goal_id in before:
            assert earliest >= before[goal_id][0]
            assert recommended >= before[goal_id][1] or not in_time


@given(openings(one_group), st.integers(0, 60), st.integers(1, 90))
def test_a_longer_deferral_never_gives_an_earlier_first_day(opening: Opening, ended: int, longer: int) -> None:
    def deferred_to(day: int) -> Plan:
        sunburnt = a_finding("sunburn", ended_on=opening.as_of + timedelta(day))
        return proposed(opening._replace(findings=(sunburnt,), history=()))

    assert_never_earlier(deferred_to(ended), deferred_to(ended + longer))


@given(openings(one_group), st.integers(1, 90))
def test_a_later_start_never_gives_an_earlier_first_day(opening: Opening, days: int) -> None:
    never_needled = tuple([finding for finding in opening.findings if finding.code != MICRONEEDLING])
    opening = opening._replace(history=(), findings=never_needled)
    later = opening._replace(start_on=opening.start_on + timedelta(days))
    assert_never_earlier(proposed(opening), proposed(later))


@given(openings())
def test_a_question_left_open_that_could_change_the_verdict_leaves_it_open(opening: Opening) -> None:
    screening = proposed(opening).screening
    left_open = deciding_questions(opening)
    event(screening.result)
    assert left_open <= set(screening.unanswered)
    if left_open:
        assert screening.result in ("incomplete", "contraindicated")


@given(openings(), st.sampled_from([*CATALOGUE.questions, *CATALOGUE.procedures]), st.booleans())
def test_answering_no_never_makes_the_verdict_worse(opening: Opening, code: str, all_others_first: bool) -> None:
    said = {finding.code for finding in opening.findings if finding.present is not None}
    assume(code not in said)
    known = tuple([finding for finding in opening.findings if finding.present is not None])
    if all_others_first:
        denied = [one for one in (*CATALOGUE.questions, *CATALOGUE.procedures) if one not in (*said, code)]
        known = (*known, *(Finding(one, present=False) for one in denied))
    before = proposed(opening._replace(findings=known))
    after = proposed(opening._replace(findings=(*known, Finding(code, present=False))))
    assert VERDICTS.index(after.screening.result) <= VERDICTS.index(before.screening.result)
    assert after.screening.findings == before.screening.findings
    assert after.sessions == before.sessions


@given(openings(), st.sampled_from(list(CATALOGUE.procedures)), st.integers(0, 400), st.sampled_from((None, *AREAS)))
def test_what_was_done_says_the_same_as_history_and_as_a_finding(
    opening: Opening, procedure: str, days_ago: int, area: str | None
) -> None:
    on = opening.as_of - timedelta(days_ago)
    others = tuple([finding for finding in opening.findings if finding.code != procedure])
    happened = tuple([entry for entry in opening.history if entry.procedure != procedure])
    done = PastProcedure(on, procedure, area)
    found = Finding(procedure, present=True, ended_on=on, areas=() if area is None else (area,))
    as_history = proposed(opening._replace(history=(*happened, done), findings=others))
    as_finding = proposed(opening._replace(history=happened, findings=(*others, found)))
    # Two rules that hold the same day back are named in the order in which they were told.
    assert [outlined(session) for session in as_finding.sessions] == [
        outlined(session) for session in as_history.sessions
    ]
    assert sorted(as_finding.screening.findings, key=repr) == sorted(as_history.screening.findings, key=repr)
    # A finding is an answer in any case, an entry only while it acts here.
    assert set(as_finding.screening.unanswered) <= set(as_history.screening.unanswered)
    assert set(as_history.screening.unanswered) - set(as_finding.screening.unanswered) <= {procedure}


@given(openings(), st.integers(600, 760), st.sampled_from(("away", "closed", "late")))
@settings(max_examples=60)
def test_every_repair_of_a_plan_that_cannot_be_made_works(opening: Opening, days: int, why: str) -> None:
    span = DayRange(opening.as_of, opening.as_of + timedelta(days))
    if why == "away":
        opening = opening._replace(availability=opening.availability._replace(unavailable=(span,)))
    elif why == "closed":
        opening = opening._replace(clinic=opening.clinic._replace(closures=(span,)))
    else:
        opening = opening._replace(start_on=span.to_on)
    plan = proposed(opening)
    event(f"{plan.outcome}, {len(plan.repairs)} repairs")
    assert plan.outcome == "infeasible" or not plan.repairs
    for repair in plan.repairs:
        assert proposed(repaired(CATALOGUE, opening, repair)).outcome == "planned"


@given(openings(goals_from(KEYS, 3), to_an_event=False), st.integers(1, 120), st.integers(0, 60))
def test_a_plan_to_a_day_is_over_by_then_or_says_what_makes_it_so(opening: Opening, days: int, later: int) -> None:
    wanted = ReadyBy(opening.as_of + timedelta(days), "wedding")
    opening = opening._replace(ready_by=wanted, start_on=opening.start_on + timedelta(later))
    plan = proposed(opening)
    event(str(plan.ready_by and plan.ready_by.verdict))
    if plan.outcome == "contraindicated":
        assert plan.ready_by is None
        return
    assert plan.ready_by is not None
    assert (plan.ready_by.verdict == "infeasible") == (plan.outcome == "infeasible")
    assert all(session.back_to_normal_on <= wanted.on for session in plan.sessions)
    kept = {goal_id: planned for goal_id, planned, _ in plan.ready_by.fewer}
    for outlook in plan.goals:
        least = outlook.goal.ready.band.sessions.min.value
        assert kept.get(outlook.goal.ready.goal.id, least) >= least
    for repair in plan.repairs:
        mended = proposed(repaired(CATALOGUE, opening, repair))
        assert mended.outcome == "planned"
        assert mended.ready_by is None or mended.ready_by.verdict != "infeasible"
        if repair.code == "start_earlier":
            fewer = repair._replace(params={"days": int(str(repair.params["days"])) - 1})
            assert proposed(repaired(CATALOGUE, opening, fewer)).outcome == "infeasible"


@given(openings(), st.integers(1, 60))
def test_the_changes_between_two_answers_are_the_dates_that_differ(opening: Opening, days: int) -> None:
    before, after = proposed(opening), proposed(opening._replace(start_on=opening.start_on + timedelta(days)))
    assert changes_between(before, before) == ()
    by_step = {(t.goal_id, t.step): session for session in before.sessions for t in session.treatments}
    for change in changes_between(before, after):
        assert change.was != change.now
        session = next((one for one in after.sessions if one.number == change.session), None)
        if change.now is None:
            assert change.was == getattr(before.sessions[change.session - 1], change.field)
            continue
        assert session is not None
        assert change.now == getattr(session, change.field)
        matching = [by_step[key] for key in ((t.goal_id, t.step) for t in session.treatments) if key in by_step]
        assert change.was is None or change.was in {getattr(one, change.field) for one in matching}
        assert change.because
        assert set(change.because) <= {reason.code for reason in session.reasons if reason.sets == change.field}
