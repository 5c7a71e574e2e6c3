"""The way from an empty folder to a portal with scored clients; what is done is not done again."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from portal.demo.plan import ACCOUNTS, OPEN_SHARE, SEED, DemoError, Plan
from portal.demo.processes import Children

HEALTHY_SECONDS = 90.0
MANAGE = (sys.executable, "manage.py")
ML = (sys.executable, "-m", "ml")
QUICK = ("--folds", "3", "--fold-seeds", "1", "--seeds", "3", "--iterations", "400")
"""A smaller model than a portal in earnest wants: the demo is ready in minutes on two cores."""


def prepare(plan: Plan, children: Children, say: Callable[[str], None]) -> None:
    """Bring the demo's folder and database to where the portal can be served."""
    _set_up_django(plan)
    from django.core.management import call_command

    call_command("translations", "compile", stdout=io.StringIO())
    call_command("migrate", verbosity=0, interactive=False)
    say("database and translations are up to date")
    collect_static_files(plan, say)
    make_users(plan)
    make_clients(plan, children, say)
    import_clients(plan, children, say)
    make_model(plan, children, say)
    score_clients(plan, children, say)
    enter_thin_files(plan, children, say)


def _set_up_django(plan: Plan) -> None:
    os.environ.clear()
    os.environ.update(plan.environment)
    import django

    django.setup()


def collect_static_files(plan: Plan, say: Callable[[str], None]) -> None:
    """Hash and compress the files that pages load, unless none of them has changed."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            seen.update(f"{path} {storage.get_modified_time(path)} {storage.size(path)}".encode())
    collected = plan.folder / "static.sha256"
    if collected.exists() and collected.read_text() == seen.hexdigest():
        return
    say("collecting static files")
    call_command("collectstatic", verbosity=0, interactive=False)
    collected.write_text(seen.hexdigest())


def make_users(plan: Plan) -> None:
    """The four accounts, with the password of today."""
    from django.contrib.auth.models import Group, User

    for username, role in ACCOUNTS.items():
        user, _ = User.objects.get_or_create(username=username)
        user.is_staff = username == "admin"
        if not user.check_password(plan.password):
            user.set_password(plan.password)
        user.save()
        user.groups.set([Group.objects.get(name=role.value)])


def make_clients(plan: Plan, children: Children, say: Callable[[str], None]) -> None:
    """Files in the original format."""
    if plan.data.exists():
        return
    say(f"making {plan.clients:,} clients")
    unfinished = _unfinished(plan.data)
    size = ("--clients", str(plan.clients), "--open-share", str(OPEN_SHARE))
    command = ("synthesize", *size, "--seed", str(SEED))
    children.run("synthesize", (*ML, *command, "--out", str(unfinished)), plan.environment)
    unfinished.rename(plan.data)


def import_clients(plan: Plan, children: Children, say: Callable[[str], None]) -> None:
    """The files into the database; one transaction, so any client means all of them."""
    from clients.models import Client

    if Client.objects.exists():
        return
    say("importing them")
    children.run("import", (*MANAGE, "import_records", str(plan.data)), plan.environment)


def make_model(plan: Plan, children: Children, say: Callable[[str], None]) -> None:
    """A model for the features of this code, registered and active."""
    from scoring.models import ModelVersion

    bundle = plan.folder / f"model-{_fingerprint(plan)}"
    if not bundle.exists():
        say("training the model")
        unfinished = _unfinished(bundle)
        train = ("train", "--data", str(plan.data), "--out", str(unfinished), *QUICK)
        children.run("train", (*ML, *train), plan.environment)
        unfinished.rename(bundle)
    registered = plan.folder / "registered"
    active = ModelVersion.objects.filter(is_active=True).exists()
    if active and registered.exists() and registered.read_text() == bundle.name:
        return
    say("registering it")
    register = ("register_model", str(bundle), "--activate")
    children.run("register", (*MANAGE, *register), plan.environment)
    registered.write_text(bundle.name)


def score_clients(plan: Plan, children: Children, say: Callable[[str], None]) -> None:
    """A current score of the active model for each application."""
    from clients.models import Application
    from scoring.models import CurrentScore

    scored = CurrentScore.objects.filter(score__model_version__is_active=True).count()
    if scored == Application.objects.count():
        return
    say("scoring all clients")
    children.run("score", (*MANAGE, "score_portfolio"), plan.environment)


def enter_thin_files(plan: Plan, children: Children, say: Callable[[str], None]) -> None:
    """Some applications of which little is known yet, unless something was entered already."""
    from clients.models import Application

    if Application.objects.filter(source=Application.Source.FORM).exists():
        return
    say("entering applications of which little is known")
    command = (sys.executable, "-m", "portal.demo.thin_files")
    children.run("enter", command, plan.environment)


def wait_until_healthy(plan: Plan, children: Children) -> None:
    """Wait for /healthz/ and for the worker. Raises DemoError when one ends or time is up."""
    deadline = time.monotonic() + HEALTHY_SECONDS
    answer = ""
    while time.monotonic() < deadline:
        children.fail_if_one_ended()
        answer = _health(plan.address)
        if '"status": "ok"' in answer and children.said("worker", " ready."):
            return
        time.sleep(0.2)
    raise DemoError(f"the portal does not become healthy: {answer}")


def _health(address: str) -> str:
    """What /healthz/ answers, or why it does not."""
    try:
        with urllib.request.urlopen(f"{address}/healthz/", timeout=5) as response:  # noqa: S310
            return str(response.read().decode())
    except urllib.error.HTTPError as error:
        return error.read().decode()
    except OSError as error:
        return str(error)


def _unfinished(path: Path) -> Path:
    """Where to build what shall appear at `path` only when it is whole."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    return unfinished


def _fingerprint(plan: Plan) -> str:
    """Changes with the bundle's format, features and data: an older demo then trains anew."""
    from ml.bundle import FORMAT
    from ml.features import FEATURES

    text = json.dumps([FORMAT, list(FEATURES), plan.clients, SEED])
    return hashlib.sha256(text.encode()).hexdigest()[:12]
