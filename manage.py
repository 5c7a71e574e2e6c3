#!/usr/bin/env python
"""Django's commands: `python manage.py help`.

In a checkout where nothing says otherwise (neither DJANGO_DEBUG nor DATABASE_URL in the environment
or in .env) the commands run in development: debug on, PostgreSQL and Valkey started from wheels.
"""

import os
import sys
from pathlib import Path


def main() -> None:
    """Run one command. Ctrl-C, a full disk and a lost database end it with a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    unsaid = not {"DJANGO_DEBUG", "DATABASE_URL"} & os.environ.keys()
    if unsaid and not (Path(__file__).resolve().parent / ".env").exists():
        os.environ["DJANGO_DEBUG"] = "1"
        print("development: debug on, servers and data in DEMO_DIR (.demo)", file=sys.stderr)
    from portal.servers import embedded

    embedded.start_if_configured()
    from portal.commands import run

    sys.exit(run(sys.argv))


if __name__ == "__main__":
    main()
