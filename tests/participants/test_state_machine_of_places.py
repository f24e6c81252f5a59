"""Hypothesis goes through every door to a place in any order; a plain model says what must be.

After every step the rows are compared with the model, and what no step may ever break is checked:
capacity, one open place for a person on a programme, legal histories, and a past that stays.
"""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.actions import imports as files
from accounts.actions import jobs
from participants.actions import duplicates, enrolments, groups, imports, registers, waiting
from participants.models import Merge, Participant
from participants.queries import enrolments as queries
from participants.queries import rosters
from participants.rules.enrolments import Entry
from programmes.actions import cohorts
from programmes.models import Cohort
from tests.factories.programmes import (
    make_session,
)
from tests.participants import rows_watched as watched
from tests.participants.places_in_plain_python import Person, Refused, Room
from tests.participants.steps_on_places import PlacesStepByStep, World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]

# Nothing more happens to these, and they hold their places for good.
MOST_COMPLETED = 2
MOST_REGISTERS = 3
FULL = settings(
    # Some end early, so that 200 of the whole length are among them.
    max_examples=260,
    stateful_step_count=50,
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=False,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# A control ends with the first example that sees it.
FEW = settings(FULL, max_examples=100)
# What has to happen, and be refused, at least once for the whole to say anything.
DONE = (
    *("cohort.changed", "enrolment.made", "enrol_many", "import.confirmed", "enrolment.taken_over"),
    *("enrolment.deferred", "enrolment.resumed", "enrolment.withdrawn", "enrolment.completed"),
    *("enrolment.transferred", "enrolment.handed_over", "group.joined", "register.taken", "beat"),
    *("waiting_list.joined", "waiting_list.moved", "waiting_list.left", "waiting.ended"),
    *("offer.declined", "participant.merged", "participant.parted"),
)
# These answer row by row, or have nothing to refuse.
NEVER_REFUSED = ("beat", "enrol_many", "import.confirmed")
some = st.integers(0, 255)
doors = st.sampled_from(["list", "list", "list", "file", "other provider"])
# Mostly today, since what is long past is mostly refused.
days = st.sampled_from([0, 0, 0, 0, 0, 0, 0, 0, -1, -5, 1])


@pytest.fixture
def world() -> World:
    return make_world()


class Places(PlacesStepByStep):
    """Every rule does one action, in the product and in the plain model."""

    # Time, and how many places there are.

    @rule(days=st.sampled_from([1, 1, 2, 6]), is_worker_there=st.booleans())
    def let_days_pass(self, days: int, is_worker_there: bool) -> None:
        def act() -> None:
            waiting.expire_offers(at=self.plain.at)
            waiting.offer_everywhere(at=self.plain.at)

        self.plain.at += timedelta(days)
        if is_worker_there:
            self.go("beat", self.plain.beat, act, may_be_silent=True)

    @rule(where=some, capacity=st.sampled_from([1, 2, 2, 3, 4]))
    def set_capacity(self, where: int, capacity: int) -> None:
        room, cohort, _ = self.room(where)
        facts = {name: getattr(cohort, name) for name in cohorts.FACTS} | {"capacity": capacity}
        self.go(
            "cohort.changed",
            lambda: self.plain.set_capacity(room, capacity),
            lambda: cohorts.change(cohort=cohort, by=self.world.leader, **facts),
        )

    # Doors to a place.

    @rule(who=some, where=some, days=days)
    def enrol(self, who: int, where: int, days: int) -> None:
        (plain, person), (room, cohort, _), on = self.person(who), self.room(where), self.day(days)
        given = {"participant": person, "cohort": cohort, "joined_on": on}
        self.go(
            "enrolment.made",
            lambda: self.plain.enrol(plain, room, on),
            lambda: enrolments.enrol(**given, **self.frame),
        )

    @rule(chosen=st.lists(some, min_size=1, max_size=3), where=some, days=days, door=doors)
    def enter(self, chosen: list[int], where: int, days: int, door: str) -> None:
        (room, cohort, _), on = self.room(where), self.day(days)
        people = [self.entry(number) for number in chosen]
        if door == "file":
            self._import(people, where)
        elif door == "other provider":
            self._take_over(people[0], cohort, room, on)
        else:
            given = {"cohort": cohort, "entries": [Entry(*each) for each in people]}
            self.go(
                "enrol_many",
                lambda: self.plain.enrol_many(people, room, on),
                lambda: [
                    str(answer.outcome)
                    for answer in enrolments.enrol_many(joined_on=on, **given, **self.frame)
                ],
                may_be_silent=True,
            )

    def _import(self, people: list[tuple[str, str, str]], where: int) -> None:
        room, cohort = self.room_among(where, *self.rooms_of_the_hub())
        content = "\n".join(["Full name,Email,TRN", *map(",".join, people), ""]).encode()

        def act() -> list[str]:
            uploaded = imports.upload(cohort=cohort, name="a.csv", content=content, **self.frame)
            imports.confirm(participant_import=uploaded, **self.frame)
            job = jobs.claim(at=self.plain.at)
            reading = files.read(imports.LISTS, job)
            while files.take_next(reading, at=self.plain.at):
                pass
            jobs.finish(job, at=self.plain.at)
            return list(uploaded.rows.order_by("number").values_list("outcome", flat=True))

        on = max(room.starts_on, self.plain.today)
        self.go("import.confirmed", lambda: self.plain.take_in(people, room, on), act)

    def _take_over(
        self, person: tuple[str, str, str], cohort: Cohort, room: Room, on: date
    ) -> None:
        given = dict(zip(("full_name", "email", "trn"), person, strict=True))
        asked = {"cohort": cohort, "provider": self.world.other, "joined_on": on}
        self.go(
            "enrolment.taken_over",
            lambda: self.plain.take_over(person, room, on),
            lambda: enrolments.take_over(**asked, **given, **self.frame),
        )

    # Changes of a place.

    @precondition(lambda self: self.places_that_are("active"))
    @rule(which=some, days=days, back=st.none() | st.integers(-1, 60), why=some)
    def defer(self, which: int, days: int, back: int | None, why: int) -> None:
        plain, place = self.place(which, "active")
        on = self.day(days, plain)
        returns_on = None if back is None else self.day(back)
        kind = "deferred" if why % 8 else "withdrawn"

        def foretell() -> None:
            if kind != "deferred":
                raise Refused
            self.plain.defer(plain, on, returns_on)

        def act() -> None:
            reason = self.world.reasons[kind]
            enrolments.defer(
                enrolment=place, reason=reason, on=on, returns_on=returns_on, **self.frame
            )

        self.go("enrolment.deferred", foretell, act)

    @precondition(lambda self: self.places_that_are("deferred", "withdrawn"))
    @rule(which=some, days=days)
    def resume(self, which: int, days: int) -> None:
        plain, place = self.place(which, "deferred", "withdrawn")
        on = self.day(days, plain)
        self.go(
            "enrolment.resumed",
            lambda: self.plain.resume(plain, on),
            lambda: enrolments.resume(enrolment=place, on=on, **self.frame),
        )

    @precondition(lambda self: self.places_that_are("active", "deferred"))
    @rule(which=some, days=days)
    def withdraw(self, which: int, days: int) -> None:
        plain, place = self.place(which, "active", "deferred")
        on = self.day(days, plain)
        reason = self.world.reasons["withdrawn"]
        self.go(
            "enrolment.withdrawn",
            lambda: self.plain.change(plain, "withdrawn", on),
            lambda: enrolments.withdraw(enrolment=place, reason=reason, on=on, **self.frame),
        )

    @precondition(lambda self: len(self.places_that_are("completed")) < MOST_COMPLETED)
    @precondition(lambda self: self.places_that_are("active"))
    @rule(which=some, days=days)
    def complete(self, which: int, days: int) -> None:
        plain, place = self.place(which, "active")
        on = self.day(days, plain)
        self.go(
            "enrolment.completed",
            lambda: self.plain.change(plain, "completed", on),
            lambda: enrolments.complete(enrolment=place, on=on, **self.frame),
        )

    @precondition(lambda self: self.places_that_are("active", "deferred"))
    @rule(which=some, where=some, days=days)
    def transfer(self, which: int, where: int, days: int) -> None:
        plain, place = self.place(which, "active", "deferred")
        on = self.day(days, plain)
        room, cohort, _ = self.room(where, *self.rooms_beside(plain))
        self.go(
            "enrolment.transferred",
            lambda: self.plain.transfer(plain, room, on),
            lambda: enrolments.transfer(enrolment=place, cohort=cohort, on=on, **self.frame),
        )

    @precondition(lambda self: self.places_that_are("active", "deferred"))
    @rule(which=some, days=days)
    def hand_over(self, which: int, days: int) -> None:
        plain, place = self.place(which, "active", "deferred")
        on = self.day(days, plain)
        provider = self.world.other
        self.go(
            "enrolment.handed_over",
            lambda: self.plain.hand_over(plain, on),
            lambda: enrolments.hand_over(enrolment=place, provider=provider, on=on, **self.frame),
        )

    @precondition(lambda self: self.places_that_are("active"))
    @rule(which=some, where=some, days=days)
    def into_a_group(self, which: int, where: int, days: int) -> None:
        plain, place = self.place(which, "active")
        on = self.day(days, plain)
        group = self.world.groups[self.plain.rooms.index(plain.room)]
        is_there = group.pk in {each.pk for each in queries.groups_now(place)}

        def foretell() -> None:
            if plain.status != "active" and not is_there:
                raise Refused
            plain.version += not is_there

        act = lambda: groups.assign(group=group, enrolments=[place], on=on, by=None)  # noqa: E731
        self.go("group.joined", foretell, act, may_be_silent=is_there)

    @precondition(lambda self: self.sessions < MOST_REGISTERS and self.rooms_under_way())
    @rule(where=some)
    def take_a_register(self, where: int) -> None:
        room, cohort = self.room_among(where, *self.rooms_under_way())
        self.sessions += 1
        session = make_session(cohort=cohort, starts_at=self.plain.at)
        self.rows = watched.all_rows()
        marks = {row[0]: "present" for row in rosters.register_rows(session)}
        there = Participant.objects.filter(enrolments__reference__in=marks)
        emails = list(there.values_list("email", flat=True))

        def foretell() -> None:
            if not emails:
                raise Refused
            self.plain.attend(room, self.plain.today, emails)

        def act() -> None:
            registers.take(session=session, marks=marks, version=0, **self.frame)

        self.go("register.taken", foretell, act)

    # Waiting lists.

    @rule(chosen=st.lists(some, min_size=1, max_size=3), where=some)
    def wait(self, chosen: list[int], where: int) -> None:
        room, cohort, _ = self.room(where, *self.full_rooms())
        for number in chosen:
            plain, person = self.person(number, *self.placeless())
            self._wait(plain, person, room, cohort)

    @precondition(lambda self: self.places_that_are("deferred", "withdrawn"))
    @rule(which=some)
    def wait_to_come_back(self, which: int) -> None:
        plain, place = self.place(which, "deferred", "withdrawn")
        self._wait(plain.person, place.participant, plain.room, place.cohort)

    def _wait(self, plain: Person, person: Participant, room: Room, cohort: Cohort) -> None:
        self.go(
            "waiting_list.joined",
            lambda: self.plain.join(plain, room),
            lambda: waiting.join(cohort=cohort, participant=person, **self.frame),
        )

    @precondition(lambda self: self.turns_that_are("waiting", "offered"))
    @rule(which=some)
    def leave_the_list(self, which: int) -> None:
        plain, turn = self.turn(which, *self.turns_that_are("waiting", "offered"))
        self.go(
            "waiting_list.left",
            lambda: self.plain.leave(plain),
            lambda: waiting.leave(waiting=turn, because="Asked to", **self.frame),
        )

    @precondition(lambda self: self.turns_that_are("offered"))
    @rule(which=some, how=st.sampled_from(["take", "take", "decline"]))
    def answer(self, which: int, how: str) -> None:
        plain, turn = self.turn(which, *self.turns_that_are("offered"))
        self.go(
            "waiting.ended" if how == "take" else "offer.declined",
            lambda: getattr(self.plain, how)(plain),
            lambda: getattr(waiting, how)(waiting=turn, at=self.plain.at),
        )

    @precondition(lambda self: self.waiting_in_line())
    @rule(which=some, by=st.sampled_from([1, 1, 1, 2, 9]))
    def move(self, which: int, by: int) -> None:
        plain, turn = self.turn(which, *self.waiting_in_line())
        position = plain.position + (by if plain.position <= by else -by)
        asked = {"position": position, "because": "School asked", "by": self.world.leader}
        self.go(
            "waiting_list.moved",
            lambda: self.plain.move(plain, position),
            lambda: waiting.move(waiting=turn, **asked),
        )

    # One record of two.

    @rule(first=some, second=some, theirs=st.sets(st.sampled_from(["name", "email", "trn"])))
    def merge(self, first: int, second: int, theirs: set[str]) -> None:
        (plain, kept), (other, gone) = self.person(first), self.person(second)
        asked = {"full_name" if name == "name" else name: "gone" for name in theirs}
        self.go(
            "participant.merged",
            lambda: self.plain.merge(plain, other, theirs),
            lambda: duplicates.merge(kept=kept, gone=gone, **asked, **self.frame),
        )

    @precondition(lambda self: self.plain.unions)
    @rule(which=some)
    def undo_merge(self, which: int) -> None:
        number = len(self.plain.unions) - 1 - which % len(self.plain.unions)
        merge = Merge.objects.order_by("pk")[number]
        self.go(
            "participant.parted",
            lambda: self.plain.undo(self.plain.unions[number]),
            lambda: duplicates.undo_merge(merge=merge, **self.frame),
        )


def run(world: World, given: settings) -> Counter[str]:
    """Go through examples; return how often each action was done, and was refused."""
    ran: Counter[str] = Counter()
    machine = type("Machine", (Places,), {"world": world, "ran": ran})
    run_state_machine_as_test(machine, settings=given)
    return ran


def test_places_hold_in_any_order_of_changes(world: World) -> None:
    ran = run(world, FULL)

    print(sorted(ran.items()))
    # The rows are looked at once before the steps of an example and once after each.
    steps = ran["looks"] - ran["examples"]
    assert ran["examples"] >= 200
    assert steps >= 200 * 50
    assert [verb for verb in DONE if not ran[verb]] == []
    assert [verb for verb in DONE if not ran[f"{verb} refused"] and verb not in NEVER_REFUSED] == []


@pytest.mark.parametrize(
    ("broken", "answer"),
    [
        ("participants.queries.enrolments.places_taken", 0),
        ("participants.queries.enrolments.standing_of", ({}, {})),
        ("accounts.audit.record", None),
    ],
)
def test_machine_sees_what_is_broken(
    world: World, monkeypatch: pytest.MonkeyPatch, broken: str, answer: object
) -> None:
    monkeypatch.setattr(broken, lambda *args, **facts: answer)

    with pytest.raises((AssertionError, IntegrityError)):
        run(world, FEW)
