"""The Django project: settings, addresses, sign-in and roles, servers, demo."""

from portal.celery import app as celery_app

__all__ = ("celery_app",)
