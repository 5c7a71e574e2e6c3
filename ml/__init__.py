"""The model's life, without Django: tables, features, training, bundle, engine."""
