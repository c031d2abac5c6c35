"""screening.toml: what is asked, and what an answer does."""

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from app.planning.catalogue.questions import AgeLimits, Effect, EffectKind, NoRule, Question, QuestionKind, Where
from app.rules.schema.words import Code, Days, EvidenceFile, FileModel, RegionCode, Text, days_or_none


class EffectEntry(EvidenceFile):
    """One `[[questions.effects]]`."""

    effect: EffectKind
    when: Literal["current", "ended", "always"] = "current"
    days: Days | None = None
    counts_from: Literal["ended_on", "started_on"] = "ended_on"
    regions: list[RegionCode] = []
    overridable: bool = False
    text: Text

    @model_validator(mode="after")
    def only_a_contraindication_is_lifted(self) -> Self:
        """An override turns a contraindication into a sign-off; there is nothing else to lift."""
        if self.overridable and self.effect != "contraindicated":
            raise ValueError("only a contraindication is overridable")
        return self

    def to_effect(self) -> Effect:
        """The effect as planning holds it."""
        return Effect(
            kind=self.effect,
            when=self.when,
            days=days_or_none(self.days),
            counts_from=self.counts_from,
            regions=tuple(self.regions),
            overridable=self.overridable,
            text=self.text,
            evidence=self.evidence(),
        )


class QuestionEntry(FileModel):
    """One `[[questions]]` of screening.toml."""

    code: Code
    kind: QuestionKind
    text: Text
    help: str = ""
    where: Where
    concerns: list[Code] = []
    regions: list[RegionCode] = []
    effects: Annotated[list[EffectEntry], Field(min_length=1)]
    rows: Annotated[list[str], Field(min_length=1)]

    def to_question(self) -> Question:
        """The question as planning holds it."""
        return Question(
            code=self.code,
            kind=self.kind,
            text=self.text,
            help=self.help,
            where=self.where,
            concerns=tuple(self.concerns),
            regions=tuple(self.regions),
            effects=tuple(effect.to_effect() for effect in self.effects),
            rows=tuple(self.rows),
        )


class NoRuleEntry(EvidenceFile):
    """One `[[no_rules]]` of screening.toml: looked into, and deliberately without a rule."""

    code: Code
    text: Text


class ScreeningFile(FileModel):
    """screening.toml."""

    class AgeFile(FileModel):
        """See `AgeLimits`."""

        refuse_below: Days
        sign_off_below: Days
        refuse_text: Text
        sign_off_text: Text

    age: AgeFile
    questions: Annotated[list[QuestionEntry], Field(min_length=1)]
    no_rules: list[NoRuleEntry] = []

    @field_validator("age")
    @classmethod
    def age_limits_in_order(cls, age: AgeFile) -> AgeFile:
        """Refused below one age, signed off below another that is not lower."""
        if age.refuse_below.value > age.sign_off_below.value:
            raise ValueError("refuse_below must not be above sign_off_below")
        return age

    def to_age(self) -> AgeLimits:
        """The age limits as planning holds them."""
        own = self.age
        return AgeLimits(own.refuse_below.cited(), own.sign_off_below.cited(), own.refuse_text, own.sign_off_text)

    def to_no_rules(self) -> tuple[NoRule, ...]:
        """What has no rule, as planning holds it."""
        return tuple(NoRule(entry.code, entry.text, entry.evidence()) for entry in self.no_rules)
