"""What a request for a score is answered."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import serializers

from ml.points import CUT_OFF_SCORE, Advice, PointsScale, clip
from ml.score_range import ScoreRange
from ml.wording.catalogue import THEMES, input_label
from ml.wording.reasons import Reason, reasons
from scoring.services import Assessment


class CutOff(serializers.Serializer[Any]):
    """Where granting starts to cost more than refusing."""

    pd = serializers.FloatField(help_text="As a probability of default.")
    score = serializers.FloatField(help_text="As a score: always 50.")


class ReasonAnswer(serializers.Serializer[Any]):
    """What one feature does to the score."""

    feature = serializers.CharField(help_text="The feature's name.")
    theme = serializers.CharField(help_text="The theme's name.")
    theme_label = serializers.CharField(help_text="The theme, in the language asked for.")
    label = serializers.CharField(  # type: ignore[assignment]
        help_text="The feature, in the language asked for."
    )
    value = serializers.JSONField(
        allow_null=True, help_text="As the model read it: number, text, or null where missing."
    )
    value_text = serializers.CharField(help_text="The value, in the language asked for.")
    points = serializers.FloatField(help_text="Added to the score; negative: taken away.")
    direction = serializers.ChoiceField(choices=["raises", "lowers"])
    sentence = serializers.CharField(help_text="The reason in words.")


class RangeAnswer(serializers.Serializer[Any]):
    """Where the score would lie if what is unknown were known: the middle 80 % of completions."""

    low = serializers.FloatField(help_text="As a score, 0 to 100.")
    high = serializers.FloatField(help_text="As a score, 0 to 100.")
    share_below_cut_off = serializers.FloatField(
        help_text="Share of the completions below the cut-off, 0 to 1."
    )


class QuestionAnswer(serializers.Serializer[Any]):
    """An unknown input to ask for."""

    input = serializers.CharField(help_text="The input's name.")
    label = serializers.CharField(  # type: ignore[assignment]
        help_text="The input, in the language asked for."
    )
    narrows_by = serializers.FloatField(
        help_text="By how many points its answer narrows the range, on average."
    )


class WarningAnswer(serializers.Serializer[Any]):
    """A value that is possible, but so rare that it wants a second look."""

    path = serializers.CharField(help_text="JSON path of the value in the request.")
    message = serializers.CharField(help_text="What is unusual, in the language asked for.")


class ModelAnswer(serializers.Serializer[Any]):
    """Which model answered."""

    version = serializers.CharField()
    trained_at = serializers.DateTimeField()
    digest = serializers.CharField(help_text="SHA-256 of the model's bundle.")


class ScoreAnswer(serializers.Serializer[Any]):
    """What the model suggests, and why. Advice, never a decision."""

    pd = serializers.FloatField(help_text="Probability of default, 0 to 1.")
    probability_of_repayment = serializers.FloatField(help_text="1 - pd.")
    score = serializers.FloatField(
        help_text="0 to 100, 50 is the cut-off; ten points double the odds of repayment."
    )
    unclipped_score = serializers.FloatField(
        help_text="The score before the ends of the scale: average_score plus all points."
    )
    average_score = serializers.FloatField(
        help_text="The average client's score, where every explanation starts."
    )
    cut_off = CutOff()
    distance = serializers.FloatField(help_text="Points from the cut-off to the score.")
    advice = serializers.ChoiceField(
        choices=[advice.value for advice in Advice],
        help_text=(
            "What the model suggests; review: close to the cut-off; complete: what is unknown "
            "decides, so ask first."
        ),
    )
    range = RangeAnswer()
    unknown_inputs = serializers.ListField(
        child=serializers.CharField(),
        help_text="Inputs that are neither sent nor said to be none.",
    )
    ask_first = QuestionAnswer(
        allow_null=True, help_text="What narrows the range most; null where nothing would."
    )
    reasons = ReasonAnswer(many=True, help_text="Strongest first; those of no effect left out.")
    missing_inputs = serializers.ListField(
        child=serializers.CharField(),
        help_text="JSON paths of inputs that were not sent and that the model might have read.",
    )
    warnings = WarningAnswer(
        many=True, help_text="What is unusual in the request; the score rests on it all the same."
    )
    model = ModelAnswer()


def answer(
    assessed: Assessment,
    *,
    missing: list[str],
    warnings: list[dict[str, str]],
    language: str,
) -> dict[str, Any]:
    """The answer, its reasons in the language."""
    version = assessed.model_version
    scale = PointsScale(version.threshold)
    score = clip(assessed.score)
    told = reasons(
        features=version.features,
        values=assessed.values,
        points=[scale.contribution(shap) for shap in assessed.contributions],
        language=language,
        currency=settings.CURRENCY,
    )
    return {
        "pd": assessed.pd,
        "probability_of_repayment": 1 - assessed.pd,
        "score": score,
        "unclipped_score": assessed.score,
        "average_score": scale.base(version.base),
        "cut_off": {"pd": version.threshold, "score": CUT_OFF_SCORE},
        "distance": score - CUT_OFF_SCORE,
        "advice": assessed.advice.value,
        "range": {
            "low": clip(assessed.range.low),
            "high": clip(assessed.range.high),
            "share_below_cut_off": assessed.range.below_cut_off,
        },
        "unknown_inputs": list(assessed.range.unknown),
        "ask_first": _question(assessed.range, language),
        "reasons": [_reason(reason, language) for reason in told if reason.points],
        "missing_inputs": missing,
        "warnings": warnings,
        "model": {
            "version": version.label,
            "trained_at": version.trained_at.isoformat(),
            "digest": version.digest,
        },
    }


def _question(found: ScoreRange, language: str) -> dict[str, Any] | None:
    if found.asked_first is None:
        return None
    return {
        "input": found.asked_first,
        "label": input_label(found.asked_first, language),
        "narrows_by": found.narrows_by,
    }


def _reason(reason: Reason, language: str) -> dict[str, Any]:
    return {
        "feature": reason.feature,
        "theme": reason.theme,
        "theme_label": THEMES[reason.theme].label[language],
        "label": reason.label,
        "value": reason.value,
        "value_text": reason.value_text,
        "points": reason.points,
        "direction": "raises" if reason.raises else "lowers",
        "sentence": reason.sentence,
    }
