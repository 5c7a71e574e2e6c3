"""What scoring does: everything that writes is one of these functions."""

from scoring.services.assessing import Assessment, assess
from scoring.services.engines import ActiveModel, NoActiveModel, active
from scoring.services.entering import Entered, enter_application
from scoring.services.keys import IssuedKey, create_api_key, revoke_api_key
from scoring.services.portfolio import PortfolioSummary, score_portfolio, stale_applications
from scoring.services.registering import AlreadyRegistered, activate_model, register_model
from scoring.services.storing import score_application, score_applications

__all__ = [
    "ActiveModel",
    "AlreadyRegistered",
    "Assessment",
    "Entered",
    "IssuedKey",
    "NoActiveModel",
    "PortfolioSummary",
    "activate_model",
    "active",
    "assess",
    "create_api_key",
    "enter_application",
    "register_model",
    "revoke_api_key",
    "score_application",
    "score_applications",
    "score_portfolio",
    "stale_applications",
]
