"""From labelled clients to a bundle; needs CatBoost and scikit-learn, which scoring does not."""

from ml.training.data import TrainingSet, read_training_set
from ml.training.options import Options
from ml.training.train import train

__all__ = ["Options", "TrainingSet", "read_training_set", "train"]
