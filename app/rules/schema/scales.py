"""scales.toml: how outcomes are measured."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from app.planning.catalogue.scales import Scale
from app.rules.schema.words import Code, EvidenceFile, FileModel, Text


class ScaleEntry(EvidenceFile):
    """One `[[scales]]` of scales.toml."""

    code: Code
    title: Text
    concerns: list[Code] = []
    min: Annotated[float, Field(strict=False, allow_inf_nan=False)]
    max: Annotated[float, Field(strict=False, allow_inf_nan=False)]
    step: Annotated[float, Field(strict=False, gt=0, allow_inf_nan=False)] = 1
    higher_is: Literal["worse", "better", "neither"]
    raters: Annotated[list[Literal["patient", "clinician", "blinded"]], Field(min_length=1)]
    text: Text

    @model_validator(mode="after")
    def range_in_order(self) -> Self:
        """The range is not empty."""
        if self.min >= self.max:
            raise ValueError("min must be less than max")
        return self

    def to_scale(self) -> Scale:
        """The scale as planning holds it."""
        return Scale(
            code=self.code,
            title=self.title,
            concerns=tuple(self.concerns),
            min=self.min,
            max=self.max,
            step=self.step,
            higher_is=self.higher_is,
            raters=tuple(self.raters),
            text=self.text,
            evidence=self.evidence(),
        )


class ScalesFile(FileModel):
    """scales.toml."""

    scales: Annotated[list[ScaleEntry], Field(min_length=1)]
