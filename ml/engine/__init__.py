"""Predictions and exact SHAP contributions from one bundle, at the price of a prediction."""

from ml.engine.engine import ContributionsError, Engine, Explanation
from ml.engine.trees import MISSING_CATEGORY, Trees

__all__ = ["MISSING_CATEGORY", "ContributionsError", "Engine", "Explanation", "Trees"]
