"""The Celery application. A worker: `celery -A portal worker`."""

from __future__ import annotations

import functools
import os
from typing import Any

from celery import Celery
from celery.contrib.django.task import DjangoTask
from celery.signals import celeryd_init
from django.db import transaction

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")


class Task(DjangoTask):  # type: ignore[type-arg]  # generic in its stubs only
    """A task whose queueing cannot break what queues it.

    The record is committed by the time the broker is asked: where that is down, the error is
    logged (`robust`) and the page goes on. Whoever needs the result finds the work undone and
    does it, or queues it again.
    """

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Queue once the transaction is committed."""
        transaction.on_commit(functools.partial(self.delay, *args, **kwargs), robust=True)

    def apply_async_on_commit(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Queue with options once the transaction is committed."""
        transaction.on_commit(functools.partial(self.apply_async, *args, **kwargs), robust=True)


app = Celery("portal", task_cls=Task)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def _start_servers(**_: Any) -> None:
    """A worker in a development checkout needs the embedded servers as much as the site does."""
    from portal import embedded

    embedded.start_if_configured()
