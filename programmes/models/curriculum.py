"""What is taught: versions of a programme, their modules and activities."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import new_reference


class Curriculum(models.Model):
    """A version of a programme; a cohort is pinned to one."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        SUPERSEDED = "superseded", "Superseded"

    TRANSITIONS = {
        Status.DRAFT: {Status.PUBLISHED},
        Status.PUBLISHED: {Status.SUPERSEDED},
        Status.SUPERSEDED: set(),
    }

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="curricula"
    )
    version = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.DRAFT)
    published_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "version"], name="curriculum_version_unique"
            ),
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(status="published"),
                name="curriculum_one_published",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", published_on=None)
                | ~Q(status="draft") & Q(published_on__isnull=False),
                name="curriculum_published_on_when_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme}, version {self.version}"


class Module(models.Model):
    """A sequenced part of a curriculum, built on research that is reviewed."""

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    curriculum = models.ForeignKey(
        "programmes.Curriculum", on_delete=models.PROTECT, related_name="modules"
    )
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    aims = models.TextField(blank=True)
    research_source = models.CharField(max_length=300, blank=True)
    research_reviewed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["curriculum", "position"], name="module_position_unique"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Activity(models.Model):
    """One thing to do in a module; live ones become sessions on a cohort's timetable."""

    class Mode(models.TextChoices):
        SELF_STUDY = "self-study", "Self-study"
        FACE_TO_FACE = "face-to-face", "Face to face"
        LIVE_ONLINE = "live-online", "Live online"
        COACHING = "coaching", "Coaching"
        PRACTICE = "practice", "Practice in school"
        VISIT = "visit", "School visit"
        FORMATIVE_TASK = "formative-task", "Formative task"
        DIAGNOSTIC = "diagnostic", "Diagnostic"

    class Step(models.TextChoices):
        SEE_IT = "see-it", "See it"
        NAME_IT = "name-it", "Name it"
        DO_IT = "do-it", "Do it"

    LIVE_MODES = (Mode.FACE_TO_FACE, Mode.LIVE_ONLINE, Mode.COACHING, Mode.VISIT)

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    module = models.ForeignKey(
        "programmes.Module", on_delete=models.PROTECT, related_name="activities"
    )
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    mode = models.CharField(max_length=16, choices=Mode.choices)
    step = models.CharField(max_length=8, choices=Step.choices)
    minutes = models.PositiveSmallIntegerField()
    counts_to_engagement = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["module", "position"], name="activity_position_unique")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_live(self) -> bool:
        return self.mode in self.LIVE_MODES
