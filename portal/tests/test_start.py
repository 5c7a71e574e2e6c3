from __future__ import annotations

import os
import subprocess
import sys


def test_the_portal_starts_without_what_only_training_or_drawing_needs() -> None:
    """Each of these takes long to load, in every web process and command."""
    code = (
        "import sys, django; django.setup(); import portal.urls; "
        "slow = {'matplotlib', 'catboost', 'sklearn', 'scipy.stats', 'shap'} & set(sys.modules); "
        "sys.exit(', '.join(slow) or None)"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=300)
