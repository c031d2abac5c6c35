"""Plans that are lived for two years: sessions held in every way, missed, put right; and the laws after each step."""

from datetime import date, timedelta

from hypothesis import assume, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.planning.changes import FIELDS
from app.planning.opening import Availability, DayRange, Opening
from app.planning.plan import Plan
from app.planning.reforecast import (
    ClosedSession,
    Given,
    LivedPlan,
    Reforecast,
    amended,
    completed,
    held,
    missed,
    opened,
    question_of,
    reforecast,
    resumed,
    skipped,
    voided,
)
from tests.planning.builders import by_goal, the_planner
from tests.planning.laws import keeps_the_laws_of_one_plan
from tests.planning.model import CATALOGUE
from tests.planning.series_model import series_of
from tests.planning.strategies import openings

TWO_YEARS = timedelta(730)
DEPTHS_MM = st.sampled_from((None, None, "inside", "too deep", "not deep enough"))
DECISIONS = st.sampled_from((None, None, None, None, True, False))


def dates_of(forecast: Plan) -> dict[tuple[int, str], date]:
    """Every date of every open session, by its number and which date it is."""
    return {(session.number, field): getattr(session, field) for session in forecast.sessions for field in FIELDS}


def is_steady(forecast: Plan) -> bool:
    """False where a better schedule may exist that was not looked for, or that lies past the horizon."""
    horizon = forecast.opening.as_of + timedelta(CATALOGUE.policy.horizon_days.value)
    near_the_horizon = any(session.latest >= horizon for session in forecast.sessions)
    return forecast.outcome == "planned" and forecast.optimality == "proven" and not near_the_horizon


class LivedPlans(RuleBasedStateMachine):
    """One plan. Nothing is done while it is on hold but wait; days are never before the day of opening."""

    plan: LivedPlan
    today: date

    @initialize(opening=openings())
    def open(self, opening: Opening) -> None:
        self.plan = opened(the_planner(), opening)
        assume(self.plan.forecast.sessions)
        self.opened_on = self.today = opening.as_of
        event(f"{len(opening.goals)} goals")

    def is_open(self) -> bool:
        return not self.plan.on_hold and bool(self.plan.forecast.sessions) and self.is_young()

    def is_young(self) -> bool:
        return self.today < self.opened_on + TWO_YEARS

    def has_been_held(self) -> bool:
        return not self.plan.on_hold and bool(self.held_sessions())

    def held_sessions(self) -> list[ClosedSession]:
        return [session for session in self.plan.closed if session.state == "completed"]

    def needled_on(self) -> set[date]:
        return {entry.on for entry in question_of(self.plan).history}

    def follow(self, plan: LivedPlan, today: date) -> Reforecast:
        """Spaces the open sessions anew, and holds what changed against the dates before and after."""
        before = self.plan.forecast
        found = reforecast(the_planner(), plan, today)
        assert found.plan.closed == plan.closed
        was, now = dates_of(before), dates_of(found.plan.forecast)
        over = 0 if plan.on_hold else found.plan.forecast.sessions[:1] and found.plan.forecast.sessions[0].number - 1
        moved = {
            (key, was.get(key), now.get(key))
            for key in {*was, *now}
            if was.get(key) != now.get(key) and (key in now or key[0] > (over or self.last_over(plan)))
        }
        assert {((one.session, one.field), one.was, one.now) for one in found.changes} == moved
        assert len(found.changes) == len(moved)
        assert all(one.because or one.now is None for one in found.changes)
        self.plan, self.today = found.plan, today
        return found

    @staticmethod
    def last_over(plan: LivedPlan) -> int:
        return max([one.number for one in plan.closed if one.state in {"completed", "skipped"}], default=0)

    @precondition(is_young)
    @rule(days=st.one_of(st.integers(1, 30), st.integers(1, 150)))
    def let_time_pass(self, days: int) -> None:
        before, today = self.plan.forecast, self.today + timedelta(days)
        changes = self.follow(self.plan, today).changes
        assert not self.plan.on_hold or changes == ()
        if before.sessions and today <= before.sessions[0].recommended and is_steady(before):
            event("waited")
            assert changes == ()

    @precondition(is_open)
    @rule()
    def hold_the_next_session_on_its_day(self) -> None:
        before, upcoming = self.plan.forecast, self.plan.forecast.sessions[0]
        assume(upcoming.recommended >= self.today and upcoming.recommended not in self.needled_on())
        given = tuple([Given(treatment.goal_id) for treatment in upcoming.treatments])
        plan = completed(self.plan, upcoming.number, upcoming.recommended, given)
        steady = is_steady(before)
        changes = self.follow(plan, upcoming.recommended).changes
        if steady:
            event("held on its day")
            assert changes == ()

    @precondition(is_open)
    @rule(
        offset=st.one_of(st.integers(-30, 30), st.integers(-40, 120)),
        depth=DEPTHS_MM,
        counts=DECISIONS,
        leave_out=st.booleans(),
    )
    def hold_the_next_session_some_other_day(
        self, offset: int, depth: str | None, counts: bool | None, leave_out: bool
    ) -> None:
        upcoming = self.plan.forecast.sessions[0]
        last = max([session.on for session in self.held_sessions()], default=self.opened_on)
        on = max(upcoming.recommended + timedelta(offset), last + timedelta(1))
        assume(on not in self.needled_on())
        given = self.given_in(upcoming.number, depth, counts)
        plan = completed(self.plan, upcoming.number, on, given[:1] if leave_out else given)
        self.follow(plan, max(self.today, on))

    def given_in(self, number: int, depth: str | None, counts: bool | None) -> tuple[Given, ...]:
        (session,) = [one for one in self.plan.forecast.sessions if one.number == number]
        return tuple(
            [
                Given(
                    treatment.goal_id,
                    {None: None, "inside": treatment.depth.max_mm, "too deep": 2.9, "not deep enough": 0.05}[depth],
                    None if depth is None else treatment.endpoint,
                    counts,
                )
                for treatment in session.treatments
            ]
        )

    @precondition(is_open)
    @rule(days=st.integers(0, 40))
    def miss_the_next_session(self, days: int) -> None:
        upcoming = self.plan.forecast.sessions[0]
        on = max(self.today, upcoming.recommended)
        self.follow(missed(self.plan, upcoming.number, on), on + timedelta(days))

    @precondition(is_open)
    @rule()
    def skip_the_next_session(self) -> None:
        upcoming = self.plan.forecast.sessions[0]
        remaining = {outlook.goal.ready.goal.id: outlook.goal.remaining for outlook in self.plan.forecast.goals}
        self.follow(skipped(self.plan, upcoming.number, self.today), self.today)
        for outlook in self.plan.forecast.goals:
            goal_id = outlook.goal.ready.goal.id
            treated = goal_id in {treatment.goal_id for treatment in upcoming.treatments}
            if self.plan.opening.ready_by is None:
                assert outlook.goal.remaining == remaining[goal_id] - treated

    @precondition(has_been_held)
    @rule(which=st.integers(0, 9), offset=st.integers(-60, 60), depth_mm=st.sampled_from((None, 0.05, 1.0, 2.9)))
    def put_a_session_right(self, which: int, offset: int, depth_mm: float | None) -> None:
        sessions = self.held_sessions()
        session = sessions[which % len(sessions)]
        on = min(max(session.on + timedelta(offset), self.opened_on), self.today)
        assume(on == session.on or on not in self.needled_on())
        given = tuple([one._replace(depth_mm=depth_mm) for one in session.given])
        self.follow(amended(self.plan, session.number, on, given), self.today)

    @precondition(has_been_held)
    @rule(which=st.integers(0, 9))
    def take_a_session_back(self, which: int) -> None:
        sessions = self.held_sessions()
        self.follow(voided(self.plan, sessions[which % len(sessions)].number), self.today)

    @precondition(is_open)
    @rule()
    def put_on_hold(self) -> None:
        assert self.follow(held(self.plan), self.today).changes == ()

    @precondition(lambda self: self.plan.on_hold)
    @rule()
    def resume(self) -> None:
        self.follow(resumed(self.plan), self.today)

    @rule(first=st.integers(0, 120), length=st.integers(0, 40), of_clinic=st.booleans())
    def close_the_clinic_or_go_away(self, first: int, length: int, of_clinic: bool) -> None:
        assume(not self.plan.on_hold)
        from_on = self.today + timedelta(first)
        span = DayRange(from_on, from_on + timedelta(length))
        opening = self.plan.opening
        if of_clinic:
            closures = (*opening.clinic.closures, span)
            harder = opening._replace(clinic=opening.clinic._replace(closures=closures))
        else:
            away = opening.availability
            harder = opening._replace(availability=Availability(away.weekdays, (*away.unavailable, span)))
        self.follow(self.plan._replace(opening=harder), self.today)

    @invariant()
    def one_more_reforecast_changes_nothing(self) -> None:
        assert reforecast(the_planner(), self.plan, self.today) == Reforecast(self.plan, ())

    @invariant()
    def the_laws_hold(self) -> None:
        keeps_the_laws_of_one_plan(self.plan.forecast)

    @invariant()
    def open_sessions_are_numbered_on(self) -> None:
        if self.plan.forecast.sessions and not self.plan.on_hold:
            assert self.plan.forecast.sessions[0].number == self.last_over(self.plan) + 1

    @invariant()
    def as_many_are_done_as_count(self) -> None:
        question = self.plan.forecast.opening
        for outlook in self.plan.forecast.goals:
            goal = outlook.goal
            verdicts = goal.series.evaluations
            running = series_of(question, goal.ready.goal, goal.planned)
            if "substandard" not in {verdict.status for verdict in verdicts}:
                assert [(one.on, one.status, one.counts) for one in verdicts] == list(running.verdicts)
                assert goal.done == running.done
            assert goal.remaining == len(by_goal(self.plan.forecast)[goal.ready.goal.id]) or not (
                self.plan.forecast.sessions
            )


TestLivedPlans = LivedPlans.TestCase
TestLivedPlans.settings = settings(max_examples=60, stateful_step_count=25)
