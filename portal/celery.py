"""The Celery application. A worker: `celery -A portal worker`."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from typing import Any

from celery import Celery
from celery.contrib.django.task import DjangoTask
from celery.signals import celeryd_init
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")


class Task(DjangoTask):  # type: ignore[type-arg]  # generic in its stubs only
    """A task that a broker which is down cannot turn against the page that queues it.

    The record is committed by the time the broker is asked: where that does not answer, the error
    is logged and the page goes on. Who needs the result finds the work undone and does it, or
    queues it again.
    """

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Queue once the transaction is committed."""
        transaction.on_commit(lambda: self._queue(args, kwargs))

    def apply_async_on_commit(  # type: ignore[override]
        self, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None, **options: Any
    ) -> None:
        """Queue with options (countdown, queue …) once the transaction is committed."""
        transaction.on_commit(lambda: self._queue(args, kwargs or {}, **options))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run it; history says which task changed records."""
        import pghistory

        with pghistory.context(task=self.name):
            return super().__call__(*args, **kwargs)

    def _queue(self, args: Sequence[Any], kwargs: Mapping[str, Any], **options: Any) -> None:
        try:
            self.apply_async(tuple(args), dict(kwargs), **options)
        except OperationalError:
            logger.exception("the broker does not answer: %s%r is not queued", self.name, args)


app = Celery("portal", task_cls=Task)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def _start_servers(**_: Any) -> None:
    """A worker in a development checkout needs the embedded servers as much as the site does."""
    from portal.servers import embedded

    embedded.start_if_configured()
