"""Which models are known, what they said, and who may ask."""

from scoring.models.api_key import ApiKey
from scoring.models.listed_client import ListedClient
from scoring.models.model_version import ModelVersion
from scoring.models.score import CurrentScore, Score

__all__ = ["ApiKey", "CurrentScore", "ListedClient", "ModelVersion", "Score"]
