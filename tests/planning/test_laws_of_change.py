"""What may and what may not change in an answer when one thing in the question changes."""

from datetime import date, timedelta

from hypothesis import assume, event, example, given, settings
from hypothesis import strategies as st

from app.planning.opening import MICRONEEDLING, Availability, DayRange, Finding, Opening, PastProcedure
from app.planning.plan import Plan
from app.planning.repairs import Repair
from app.planning.session import PlannedSession
from tests.planning.builders import a_finding, a_goal, an_opening, by_goal, proposed
from tests.planning.model import CATALOGUE, HORIZON_DAYS, VERDICTS, deciding_questions, needled_days, untimely
from tests.planning.strategies import AREAS, FACE_KEYS, KEYS, goals_from, moved, openings

one_group = st.one_of(goals_from(KEYS, 1), goals_from([key for key in FACE_KEYS if key[1] == "face"], 3))


def first_days(plan: Plan) -> dict[str, tuple[date, date]]:
    """Of each goal's next session: its earliest and its recommended day."""
    return {
        goal_id: (sessions[0].earliest, sessions[0].recommended)
        for goal_id, sessions in by_goal(plan).items()
        if sessions
    }


def after_its_first_session(plan: Plan) -> Opening:
    """The same question on the day of the first session, which was done as planned."""
    opening, first = plan.opening, plan.sessions[0]
    goals = {goal.id: goal for goal in opening.goals}
    done = [goals[treatment.goal_id] for treatment in first.treatments]
    named = dict.fromkeys((goal.area, goal.concern) for goal in done)
    needled = tuple(PastProcedure(first.recommended, MICRONEEDLING, area, concern) for area, concern in named)
    return opening._replace(as_of=first.recommended, history=(*opening.history, *needled))


def lapses_on_its_own(plan: Plan) -> bool:
    """True when an area inside a group lapses before the first session, though another one kept the group in time."""
    first = plan.sessions[0].recommended
    for outlook in plan.goals:
        ready = outlook.goal.ready
        needled = needled_days(plan.opening, ready.area.code)
        if needled and (first - max(needled)).days > ready.band.spacing.lapse_after.value:
            return True
    return False


def outlined(session: PlannedSession) -> tuple[object, ...]:
    steps = [
        (treatment.goal_id, treatment.step, treatment.of, treatment.depth.max_mm) for treatment in session.treatments
    ]
    return session.earliest, session.recommended, session.latest, steps


@given(openings(lasting=False))
@example(an_opening(a_goal(), a_goal("hyperpigmentation", "cheeks", kind="melasma")))
def test_a_first_session_done_as_planned_moves_no_other(opening: Opening) -> None:
    plan = proposed(opening)
    assume(len(plan.sessions) > 1)
    concerns = [goal.concern for goal in opening.goals]
    assume(len(set(concerns)) == len(concerns))
    # A lapsed series starts anew, a screening is done again on the day (a deferral that is over by then holds nothing
    # back any more), and past the horizon nothing was known.
    assume(not plan.screening.blocks)
    assume(not any(warning.code == "lapsed" for session in plan.sessions for warning in session.warnings))
    assume(not lapses_on_its_own(plan))
    assume(opening.start_on + timedelta(CATALOGUE.policy.start_within_days.value) < plan.screening.valid_until)
    assume(plan.sessions[-1].latest < opening.as_of + timedelta(HORIZON_DAYS // 2))
    then = proposed(after_its_first_session(plan))
    assert [outlined(session) for session in then.sessions] == [outlined(session) for session in plan.sessions[1:]]


@given(openings(one_group), st.integers(-10, 250), st.integers(0, 60), st.booleans())
def test_another_closure_or_absence_never_makes_fewer_sessions_late(
    opening: Opening, first: int, length: int, of_clinic: bool
) -> None:
    from_on = opening.as_of + timedelta(first)
    span = DayRange(from_on, from_on + timedelta(length))
    clinic, patient = opening.clinic, opening.availability
    if of_clinic:
        harder = opening._replace(clinic=clinic._replace(closures=(*clinic.closures, span)))
    else:
        harder = opening._replace(availability=patient._replace(unavailable=(*patient.unavailable, span)))
    assert untimely(proposed(harder)) >= untimely(proposed(opening))


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


def repaired(opening: Opening, repair: Repair) -> Opening:
    """The question with a repair carried out, from what the repair says alone."""
    facts = repair.params
    if repair.code == "start_earlier":
        days = facts["days"]
        assert isinstance(days, int)
        return opening._replace(start_on=opening.start_on - timedelta(days))
    if repair.code == "any_weekday":
        return opening._replace(availability=Availability(unavailable=opening.availability.unavailable))
    if repair.code == "without_absences":
        return opening._replace(availability=Availability(opening.availability.weekdays))
    kept = [goal for goal in opening.goals if goal.id != facts["goal_id"]]
    if repair.code == "drop_goal":
        return opening._replace(goals=tuple(kept))
    sessions = facts["sessions"]
    assert isinstance(sessions, int)
    goals = [goal._replace(sessions=sessions) if goal not in kept else goal for goal in opening.goals]
    return opening._replace(goals=tuple(goals))


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
        assert proposed(repaired(opening, repair)).outcome == "planned"
