"""What the database keeps of clients: who they are, what they ask for, and their loans."""

from clients.models.application import Application
from clients.models.client import Client
from clients.models.loans import BureauLoan, PreviousLoan
from clients.models.once import UsedKey

__all__ = ["Application", "BureauLoan", "Client", "PreviousLoan", "UsedKey"]
