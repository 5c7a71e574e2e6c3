"""Predictions and exact SHAP contributions from one bundle, at the price of a prediction."""

from ml.engine.engine import Engine, Explanation
from ml.engine.trees import Trees, UnsupportedModelError

__all__ = ["Engine", "Explanation", "Trees", "UnsupportedModelError"]
